/** The table of topics in docs/contracts.md, between its two marks. */
const BEGIN = '<!-- topics: written by npm run schemas -->';
const END = '<!-- /topics -->';

const DAY = 86_400_000;

/** @returns the page with its table renewed; throws where the marks are missing */
export function withTopicsTable(page, topics) {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`docs/contracts.md lacks the marks ${BEGIN} and ${END}`);
  return `${page.slice(0, begin + BEGIN.length)}\n\n${table(topics)}\n\n${page.slice(end)}`;
}

function table(topics) {
  const rows = Object.entries(topics).map(([name, topic]) => {
    const kept = topic.compacted ? 'compacted' : `${topic.retentionMs / DAY} days`;
    const schema = `[${topic.schema}](../schemas/events/${topic.schema}.avsc)`;
    return `| \`${name}\` | ${schema} | ${topic.key} | ${topic.partitions} | ${kept} | ${topic.from.join(', ')} | ${topic.to.join(', ')} |`;
  });
  return [
    '| topic | value | key | partitions | kept | from | to |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}
