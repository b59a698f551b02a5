/** Places of an article's parts in the shipment. */
const pathsOf = (n: number) => ({
  description: `articles.${n}.description`,
  hs: `articles.${n}.hs`,
  quantity: `articles.${n}.quantity`,
  netMassKg: `articles.${n}.netMassKg`,
  value: `articles.${n}.value`,
  origin: `articles.${n}.origin`,
  identifiers: `articles.${n}.identifiers`,
});

export type ArticlePaths = ReturnType<typeof pathsOf>;
const paths: ArticlePaths[] = [];

/** Written once for the first article, the second, …: they are read for every line. @param n from 0 */
export const articlePaths = (n: number): ArticlePaths => (paths[n] ??= pathsOf(n));
