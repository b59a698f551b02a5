import type { XmlFormat } from '../xml-mapping/xml-formats.ts';
import type { MessageRoot } from '../xml/xml-messages.ts';
import { awmds } from './manifest.ts';

/** Its other messages by their roots: the declaration (SAD), the break-down of a bill, the manifest of a co-loader. */
const others: ReadonlyMap<string, string> = new Map([
  ['ASYCUDA', 'ASYCUDA SAD'],
  ['Awbolds', 'AWBOLDS'],
  ['Awmcds', 'AWMCDS'],
]);

const unsupported = ({ local }: MessageRoot): string | null => others.get(local) ?? null;

/** ASYCUDA World, by the profile on its page. */
export const asycudaFormats: readonly XmlFormat[] = [
  { id: 'asycuda-manifest', title: 'ASYCUDA World cargo manifest (Awmds)', version: 2, kinds: [awmds] },
  { id: 'asycuda-sad', title: 'ASYCUDA World declaration (SAD), named only', version: 2, kinds: [], unsupported },
];
