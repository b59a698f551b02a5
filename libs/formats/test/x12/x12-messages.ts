/** Separators that an X12 interchange may be written with. */
export interface Signs {
  readonly element: string;
  readonly component: string;
  readonly terminator: string;
}

export const usual: Signs = { element: '*', component: '>', terminator: '~' };

const isaFields = ['00', '          ', '00', '          ', '02', 'OCNW           ', 'ZZ', 'CUSTOMS        '] as const;

/** An interchange around groups; what it states may be overridden. */
export function interchange(
  groups: readonly string[],
  { control = '000000001', count = String(groups.length), signs = usual, breaks = '' } = {},
): string {
  const { element, component, terminator } = signs;
  const isa = ['ISA', ...isaFields, '261118', '0915', 'U', '00401', control, '0', 'P', component].join(element);
  const iea = ['IEA', count, control].join(element);
  return [isa, ...groups, iea]
    .map((part) => (part.endsWith(`${terminator}${breaks}`) ? part : `${part}${terminator}${breaks}`))
    .join('');
}

/** A group around messages, each given as its segments without ST and SE. */
export function group(
  type: string,
  messages: readonly (readonly string[])[],
  { control = '1', code = 'SO', signs = usual, breaks = '' } = {},
): string {
  const { terminator } = signs;
  const sets = messages.flatMap((segments, n) => {
    const number = String(n + 1).padStart(4, '0');
    return [`ST*${type}*${number}`, ...segments, `SE*${segments.length + 2}*${number}`];
  });
  return [`GS*${code}*OCNW*CUSTOMS*20261118*0915*${control}*X*004010`, ...sets, `GE*${messages.length}*${control}`]
    .map((segment) => `${segment.replaceAll('*', signs.element)}${terminator}${breaks}`)
    .join('');
}

/** A customs manifest of one port. */
export const manifest = (bills: readonly (readonly string[])[]): readonly string[] => [
  'M10*OCNW*O*LR*9300001*MV NORTHERN HERON*014E*M1**A*L',
  'P4*2704*20261129',
  ...bills.flat(),
];

export const bill = (n: number, more: readonly string[] = []): readonly string[] => [
  `LX*${n}`,
  `M11*OCNW${n}*57035*4*CTN*10*K******OCNW`,
  'N1*SH*GLASSWORKS LTD',
  'N1*CN*BEAD SHOP INC',
  ...(more.length > 0 ? more : ['N10*4*GLASS BEADS']),
];
