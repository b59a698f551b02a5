import { conveyanceUnit, unitNamed } from '@watchpost/domain';
import { mainTransport, mapConveyance, placeAt, placeRoles } from '../edifact/mapping/transport.ts';
import type { MessageContext, MessageDefinition, MessageOutcome } from '../edifact/message-definition.ts';
import { structureOf, type GroupRule } from '../edifact/structure/grammar.ts';
import type { SegmentGroup } from '../edifact/structure/segment-group.ts';
import { functionOf, issuedAt } from '../edifact-cuscar/header.ts';
import type { MessageRole } from '../reader.ts';
import { factsOf, segmentsOf } from './facts.ts';

/** Customs conveyance report, D.96A to D.99B and later: what comes when, and with whom aboard. */
const cusrepStructure = structureOf(`BGM! DTM*9 QTY*9 POC*99 FTX*9 MEA*9 GIS|GEI*9 SG1*99(RFF! DTM) SG2*99(LOC! DTM*9)
  SG3*9(DOC! RFF DTM LOC) SG4*9(TAX! MOA FII LOC RFF DTM*9 GIS|GEI)
  SG5*9(NAD! SG6*9(CTA! COM*5) SG7*9(RFF! DTM))
  SG8*99(TDT! TPL DTM SG9*99(LOC! DTM*9 QTY*9 NAD*99 MEA*9 POC*9 STS*9 FTX*9)) SG10*999(EQD! EQN) SG11(AUT! DTM)`);

/** Syntax and service report, syntax versions 2 to 4. */
const contrlStructure = structureOf(`UCI! SG1*99999(UCM! SG2*999(UCS! UCD*99))
  SG3*99999(UCF! SG4*99999(UCM! SG5*999(UCS! UCD*99)))`);

/** Directories group the parts of a response in many ways: their order is not checked. */
const anyOrder = structureOf(`BGM!
  DTM|NAD|LOC|GIS|GEI|FTX|EQD|ERP|ERC|PAC|PCI|TAX|MOA|RFF|MEA|DOC|AUT|CNT|QTY|CST|TDT|GID|CTA|COM|CUX|PIA|SEL*99999`);

/** Customs conveyance report. */
export const cusrep: MessageDefinition = {
  ...told('CUSREP', 'conveyance', cusrepStructure, () => null),
  open: (context) => ({
    group: () => undefined,
    end: (end) => {
      if (end === 'complete') tellConveyance(context);
      return outcomeOf(context, 'conveyance', null);
    },
  }),
};

/** What comes: the first place of arrival is where; equipment that is named is aboard. */
function tellConveyance({ emitter, root, begin, header }: MessageContext): void {
  const shared = emitter.sharedDraft(begin.place);
  const transport = mainTransport(root.groupsOf('TDT'));
  const calls = [...root.groupsOf('LOC'), ...(transport?.groupsOf('LOC') ?? [])];
  const places = calls.flatMap((call) => call.all('LOC'));
  const dates = [...root.all('DTM'), ...calls.flatMap((call) => call.all('DTM'))];
  const conveyance = mapConveyance(shared, transport, dates);
  const carrier = conveyanceUnit(conveyance);
  if (carrier === null) return;
  const portOfArrival = shared.text('portOfArrival', placeAt(places, placeRoles.arrival))?.toUpperCase() ?? null;
  const at = issuedAt(shared, root.all('DTM'), emitter.options.receivedAt, header.prepared);
  const way = { conveyance, portOfArrival, function: functionOf(root) };
  emitter.tell(begin.place, at, { ...carrier, ...way });
  for (const { trigger } of root.groupsOf('EQD')) {
    const number = trigger?.sited(2, 0) ?? null;
    const unit = number === null ? null : unitNamed('EQUIPMENT', shared.container('equipment', number));
    if (unit !== null) emitter.tell(number!.place, at, { ...unit, ...way, within: [carrier] });
  }
}

/** Answer to an interchange: UCI says to which. */
export const contrl = told('CONTRL', 'response', contrlStructure, (root) => root.one('UCI')?.value(1) || null);

/** Customs response, and application error: a reference of what they answer. */
export const cusres = told('CUSRES', 'response', anyOrder, (root) =>
  referenceIn(root, ['ABO', 'ABE', 'ABT', 'AAE', 'ACW']),
);
export const aperak = told('APERAK', 'response', anyOrder, (root) => referenceIn(root, ['ACW', 'ABO']));

/** The first stated of some kinds of reference, else the first there is. */
function referenceIn(root: SegmentGroup, kinds: readonly string[]): string | null {
  const references = segmentsOf(root).filter(({ tag }) => tag === 'RFF');
  const known = kinds.map((kind) => references.find((segment) => segment.value(1) === kind));
  return (known.find((segment) => segment !== undefined) ?? references[0])?.value(1, 1) || null;
}

/** A message that carries no lines, told by its facts. */
function told(
  type: string,
  role: MessageRole,
  structure: GroupRule,
  answersOf: (root: SegmentGroup) => string | null,
): MessageDefinition {
  return {
    type,
    profile: 'standard',
    structureOf: () => structure,
    handedOver: new Set(),
    open: (context) => ({
      group: () => undefined,
      end: () => outcomeOf(context, role, answersOf(context.root)),
    }),
  };
}

const outcomeOf = ({ root, begin }: MessageContext, role: MessageRole, answers: string | null): MessageOutcome => ({
  reference: root.one('BGM')?.value(2) || begin.value(1) || null,
  role,
  answers,
  facts: factsOf(root),
});
