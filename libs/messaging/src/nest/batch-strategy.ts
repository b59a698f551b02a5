import { type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type CustomTransportStrategy, type MessageHandler, Server } from '@nestjs/microservices';
import { allTopics, type Codec, deadLetterOrigin, type TopicDefinition, topicNamed } from '@watchpost/contracts';
import { isObservable, lastValueFrom } from 'rxjs';
import { type BatchHandler, type BatchOutcomes, type EventConsumer, type EventLog } from '../event-log.ts';
import { type ConsumerObserver } from '../observer.ts';
import { decodedHandler } from './decoded-handler.ts';
import { type HandlerOptions, HANDS_ON_ERRORS } from './event-pattern.ts';

export interface BatchStrategyOptions {
  readonly log: EventLog;
  /** The service's name. */
  readonly group: string;
  readonly codec: Codec;
  readonly observer?: ConsumerObserver;
}

interface TopicHandler {
  readonly topic: string;
  readonly options: HandlerOptions;
  readonly handle: BatchHandler;
}

/**
 * Nest transport that hands whole batches of decoded events to `@EventPattern` methods. The consumers start when the application has been
 * bootstrapped and its handlers are registered, whichever comes last, and the service does not wait for the broker: its health says whether it has
 * its partitions.
 */
export class BatchStrategy extends Server implements CustomTransportStrategy, OnApplicationBootstrap, OnModuleDestroy {
  override readonly propagatesEventHandlerErrors = true;
  readonly #consumers: EventConsumer[] = [];
  #starting: Promise<void> | null = null;
  #bootstrapped = false;
  #listening = false;

  constructor(private readonly options: BatchStrategyOptions) {
    super();
  }

  get consumers(): readonly EventConsumer[] {
    return this.#consumers;
  }

  /** Resolves when every consumer has joined its group; at once where there is none. */
  async joined(): Promise<void> {
    await this.#starting;
  }

  listen(callback: (error?: unknown) => void): void {
    try {
      this.#consumers.push(...this.#consumersFor(this.#handlers()));
    } catch (error) {
      callback(error);
      return;
    }
    this.#listening = true;
    this.#startWhenReady();
    callback();
  }

  onApplicationBootstrap(): void {
    this.#bootstrapped = true;
    this.#startWhenReady();
  }

  /** Handlers end before anything that they use. */
  async onModuleDestroy(): Promise<void> {
    await this.close();
  }

  async close(): Promise<void> {
    await Promise.all(this.#consumers.map((consumer) => consumer.stop()));
  }

  on(): never {
    throw new Error('The batch strategy has no events; ask its consumers for their status.');
  }

  unwrap<T>(): T {
    return this.options.log as T;
  }

  #startWhenReady(): void {
    if (!this.#bootstrapped || !this.#listening || this.#starting !== null) return;
    this.#starting = Promise.all(this.#consumers.map((consumer) => consumer.start())).then(() => undefined);
  }

  #handlers(): TopicHandler[] {
    const handlers = [...this.messageHandlers].map(([pattern, handler]) => this.#handlerOf(pattern, handler));
    if (handlers.length === 0) {
      throw new Error(
        `${this.options.group} has no event handler: mark a controller's method with @EventPattern(topics.…) or start the service without a strategy.`,
      );
    }
    return handlers;
  }

  #handlerOf(topic: string, handler: MessageHandler): TopicHandler {
    if (handler.next) {
      throw new Error(
        `Two methods of ${this.options.group} handle ${topic}: let one of them call the other's service.`,
      );
    }
    const extras = (handler.extras ?? {}) as HandlerOptions & { readonly [HANDS_ON_ERRORS]?: boolean };
    if (extras[HANDS_ON_ERRORS] !== true) {
      throw new Error(
        `The handler of ${topic} uses another decorator: import EventPattern from @watchpost/messaging, which lets its errors through.`,
      );
    }
    const call: BatchHandler = async (records, context) => answerOf(await handler(records, context));
    if (extras.decode === false) {
      this.#assertKnown(topic);
      return { topic, options: extras, handle: call };
    }
    const definition = this.#definitionOf(topic);
    return { topic, options: extras, handle: decodedHandler(this.options.codec, definition, call as never) };
  }

  #assertKnown(topic: string): void {
    const origin = deadLetterOrigin(topic)?.topic ?? topic;
    if (topicNamed(origin) === undefined) throw unknownTopic(topic);
  }

  /** Dead letters are decoded as what they were. */
  #definitionOf(topic: string): TopicDefinition<never> {
    const definition = topicNamed(deadLetterOrigin(topic)?.topic ?? topic);
    if (definition === undefined) throw unknownTopic(topic);
    return definition;
  }

  /** One consumer for the topics that go together, and one for each that is independent or asks for other limits. */
  #consumersFor(handlers: readonly TopicHandler[]): EventConsumer[] {
    const groups = new Map<string, TopicHandler[]>();
    for (const handler of handlers) {
      const { decode: _decode, independent, onRevoked, ...limits } = handler.options;
      const alone = independent === true || onRevoked !== undefined;
      const together = alone ? handler.topic : JSON.stringify(Object.entries(limits).sort());
      groups.set(together, [...(groups.get(together) ?? []), handler]);
    }
    return [...groups.values()].map((together) => this.#consumerOf(together));
  }

  #consumerOf(handlers: readonly TopicHandler[]): EventConsumer {
    const { log, group, observer } = this.options;
    const byTopic = new Map(handlers.map(({ topic, handle }) => [topic, handle]));
    const { decode: _decode, independent: _independent, ...limits } = consumerOptionsOf(handlers[0]!.options);
    return log.consumer(
      { ...limits, group, topics: [...byTopic.keys()], ...(observer === undefined ? {} : { observer }) },
      (records, context) => byTopic.get(records[0]!.topic)!(records, context),
    );
  }
}

function consumerOptionsOf({ [HANDS_ON_ERRORS]: _mark, ...options }: HandlerOptions & { [HANDS_ON_ERRORS]?: boolean }) {
  return options;
}

/** Nest turns a failing handler into an observable that fails. */
const answerOf = (answer: unknown): Promise<BatchOutcomes> =>
  isObservable(answer) ? (lastValueFrom(answer) as Promise<BatchOutcomes>) : Promise.resolve(answer as BatchOutcomes);

const unknownTopic = (topic: string): Error =>
  new Error(
    `There is no topic ${topic} in the catalogue: add it to schemas/topics.json and run npm run schemas, or take one of ${allTopics
      .map(({ name }) => name)
      .join(', ')}.`,
  );
