import { describe, expect, it } from '@jest/globals';
import { Board, type Canvas } from './board.ts';

function canvas(isTerminal: boolean): Canvas & { text: string } {
  return {
    isTerminal,
    columns: 40,
    text: '',
    write(text: string) {
      this.text += text;
    },
  };
}

const ESCAPE = String.fromCharCode(27);
const ERASE = new RegExp(`(${ESCAPE}\\[\\d+A${ESCAPE}\\[J)`);

/** What a terminal shows after these characters: lines, the cursor moved up and the rest erased. */
function shown(text: string): readonly string[] {
  const lines: string[] = [];
  for (const part of text.split(ERASE)) {
    if (part.startsWith(ESCAPE)) lines.splice(lines.length - Number.parseInt(part.slice(2), 10));
    else lines.push(...part.split('\n').slice(0, -1));
  }
  return lines;
}

describe('the board on a terminal', () => {
  it('draws progress over progress', () => {
    const to = canvas(true);
    const board = new Board(to);
    board.progress('starting Kafka');
    board.progress('starting scorer');
    expect(shown(to.text)).toEqual(['starting scorer …']);
  });

  it('keeps notes above what is drawn', () => {
    const to = canvas(true);
    const board = new Board(to);
    board.progress('starting scorer');
    board.note('scorer ended; starting it again');
    board.progress('waiting for scorer');
    expect(shown(to.text)).toEqual(['scorer ended; starting it again', 'waiting for scorer …']);
  });

  it('cuts lines to the width, so that none wraps', () => {
    const to = canvas(true);
    new Board(to).progress('x'.repeat(100));
    expect(shown(to.text)[0]).toHaveLength(39);
  });

  it('leaves nothing drawn behind when it stops', () => {
    const to = canvas(true);
    const board = new Board(to);
    board.progress('working');
    board.stop();
    board.note('stopped');
    expect(shown(to.text)).toEqual(['stopped']);
  });
});

describe('the board without a terminal', () => {
  it('writes plain lines', () => {
    const to = canvas(false);
    const board = new Board(to);
    board.progress('starting Kafka');
    board.note('ready');
    expect(to.text).toBe('starting Kafka\nready\n');
  });
});
