import { fold } from '@watchpost/domain';
import { EdgeLetters } from './edge-letters.ts';

/**
 * Descriptions that describe nothing, as they are refused elsewhere: stop words of EU ICS2 (the part that is published openly, as of 4 May 2026) and
 * unacceptable descriptions of Canada's PACT guide 1.9 (December 2025). A description that is one of them is meant, not one that contains one.
 */
const listed = `
accessories; adapter; agricultural products; aid consignment; alcohol; all kind of cargo; all kind of goods; all kinds of goods; animals; apparel; appliances; arms;
articles; artwork; as ordered; as per attached invoice; as per invoice; attached manifest; auto; auto parts; automobiles; awb; hawb; baggage; bags; battery; bazaar goods;
biological substances; birthday gift; birthday gifts; bits; boards; box; boxes; cables; caps; cards; cargo; cartons; case; charity; chemicals; chemicals flammable;
chemicals hazardous; chemicals non hazardous; cleaning products; clothes; clothing; cnsl; collected items; commodity; company names; component; components; consol;
consolidated; consolidation; consumer; consumer goods; courier; courier bags; courier goods; courier material; dangerous goods; decorations; docs; documents; dox; drugs;
drums; e commerce; ecommerce; electronic equipment; electronic goods; electronic items; electronics; equipment; eqp; exhibition goods; express; fak; firearm; fish; food;
footwear; freight all kinds; from upu postal; fruit; fuel; garments; gds; general cargo; gift; gift box; gifts; gizmos; goods; handling codes; invoice; items; joint shipping;
label; line; likewise; mail; materials; merc; merchandise; misc; miscellaneous; mix; mixed; mixed goods; model; none; odd parts; other; others; pad; package; packages;
package numbers; pallets; plt; parcel; parcels; part; parts; pces; personal address; personal effects; pieces; pre addressed parcel; private things; product; products;
returned goods; said to contain; stc; sample; samples; samples for analysis; scrap; several; several goods; souvenirs; spare; spare parts; sppt; sporting goods; stuff;
substance; test; thing; things; toys; various; various goods; various products; white goods
`;

const stopWords: ReadonlySet<string> = new Set(listed.split(';').map(fold));

const edges = new EdgeLetters(stopWords);

const LONGEST = Math.max(...[...stopWords].map((text) => text.length));

/** Signs between and around the words are folded away; a text of twice the length of the longest is none of them. */
export const isStopWord = (description: string): boolean =>
  description.length <= LONGEST * 2 && edges.mayHave(description) && stopWords.has(fold(description));
