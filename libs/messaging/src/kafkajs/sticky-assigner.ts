import kafkajs, { type Assigner, type Cluster, type GroupMember as ClientMember } from 'kafkajs';
import { assignSticky, type GroupMember } from '../assignment.ts';
import { type ClientConsumerGroup } from './client-internals.ts';
import { type MemberAware } from './client-mends.ts';

const { MemberMetadata, MemberAssignment } = kafkajs.AssignerProtocol;

const NAME = 'watchpost-sticky';
const VERSION = 0;

/** What the assigner asks of the consumer it belongs to. */
export interface AssignedConsumer {
  /** Partitions by topic that it has now. */
  owned(): ReadonlyMap<string, readonly number[]>;
  beforeJoin(member: ClientConsumerGroup): Promise<void>;
  beforeFetch(): Promise<'fetch' | 'skip'>;
}

/**
 * Gives partitions to those who had them. kafkajs comes with round robin alone, which moves nearly all partitions whenever somebody comes or goes. What
 * each member has travels in the free bytes of its subscription, so whoever leads the group knows it. Members may read different topics.
 */
export const stickyAssigner =
  (consumer: AssignedConsumer) =>
  ({ cluster }: { cluster: Cluster }): Assigner & MemberAware => ({
    name: NAME,
    version: VERSION,

    async assign({ members }) {
      const readers = members.map(memberOf);
      const topics = [...new Set(readers.flatMap((reader) => reader.topics))];
      // Others of the group may read topics that this member does not know yet.
      await cluster.addMultipleTargetTopics(topics);
      const partitions = new Map(
        topics.map((topic) => [topic, cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => partitionId)]),
      );
      const shares = assignSticky(readers, partitions);
      return [...shares].map(([memberId, share]) => ({
        memberId,
        memberAssignment: MemberAssignment.encode({
          version: VERSION,
          assignment: Object.fromEntries(share),
          userData: Buffer.alloc(0),
        }),
      }));
    },

    protocol({ topics }) {
      const userData = Buffer.from(JSON.stringify(Object.fromEntries(consumer.owned())));
      return { name: NAME, metadata: MemberMetadata.encode({ version: VERSION, topics, userData }) };
    },

    beforeJoin: (member) => consumer.beforeJoin(member),
    beforeFetch: () => consumer.beforeFetch(),
  });

function memberOf({ memberId, memberMetadata }: ClientMember): GroupMember {
  const { topics = [], userData } = MemberMetadata.decode(memberMetadata) ?? {};
  return { id: memberId, topics, owned: ownedOf(userData) };
}

function ownedOf(userData: Buffer | undefined): ReadonlyMap<string, readonly number[]> {
  try {
    const owned = JSON.parse((userData ?? Buffer.alloc(0)).toString()) as Record<string, number[]>;
    return new Map(Object.entries(owned));
  } catch {
    // A member of another make: it owns nothing that we know of.
    return new Map();
  }
}
