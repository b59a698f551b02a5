import { type ApiAddress, callApi } from '../api/api-client.ts';
import { type StackAddresses } from '../stack/state.ts';
import { type Flow, figuresOf, lineOf, linesOf } from './flow-picture.ts';

const LOOK_MS = 2_000;
/** Without a terminal a line is for ever: one now and then is enough. */
const LINE_EVERY_MS = 10_000;
const WINDOW_SECONDS = 10;

/** Where a picture is drawn: a terminal that can be drawn over, or lines one after the other. */
export interface Canvas {
  readonly isTerminal: boolean;
  readonly columns: number;
  write(text: string): void;
}

export const standardError: Canvas = {
  get isTerminal() {
    return process.stderr.isTTY === true && process.env['TERM'] !== 'dumb';
  },
  get columns() {
    // A terminal that does not know its size says 0.
    return process.stderr.columns || 200;
  },
  write: (text) => void process.stderr.write(text),
};

/** One line of progress that is drawn over on a terminal, and notes that stay. */
export class Board {
  readonly #canvas: Canvas;
  #drawn = 0;
  #last: readonly string[] = [];
  #timer: NodeJS.Timeout | undefined;
  #lineAt = 0;

  constructor(canvas: Canvas = standardError) {
    this.#canvas = canvas;
  }

  /** What is done at the moment. */
  progress(text: string): void {
    if (this.#canvas.isTerminal) this.#draw([`${text} …`]);
    else this.#canvas.write(`${text}\n`);
  }

  /** Something that stays to be read, above whatever is drawn. */
  note(text: string): void {
    this.#erase();
    this.#canvas.write(`${text}\n`);
    this.#draw(this.#last);
  }

  /** Draws the flow again and again, until it is stopped. */
  watch(operations: ApiAddress, addresses: StackAddresses): void {
    const look = async (): Promise<void> => {
      const flow = await callApi<Flow>(operations, {
        path: '/v1/flow',
        query: { window: WINDOW_SECONDS },
        timeoutMs: LOOK_MS,
      });
      this.#show(flow, addresses);
    };
    this.#timer = setInterval(() => {
      // A look that fails says nothing: the next one comes soon, and a service that fell is noted by itself.
      look().catch(() => undefined);
    }, LOOK_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#erase();
    this.#last = [];
  }

  #show(flow: Flow, addresses: StackAddresses): void {
    const figures = figuresOf(flow);
    if (this.#canvas.isTerminal) {
      this.#draw([...linesOf(figures), ...addressLines(addresses), 'Ctrl-C stops everything']);
      return;
    }
    if (Date.now() - this.#lineAt < LINE_EVERY_MS) return;
    this.#lineAt = Date.now();
    this.#canvas.write(`${lineOf(figures)}\n`);
  }

  #draw(lines: readonly string[]): void {
    this.#last = lines;
    if (!this.#canvas.isTerminal) return;
    this.#erase();
    // A line that wraps would be counted as one and leave its rest behind.
    const fitted = lines.map((line) => line.slice(0, this.#canvas.columns - 1));
    this.#canvas.write(fitted.map((line) => `${line}\n`).join(''));
    this.#drawn = fitted.length;
  }

  #erase(): void {
    if (this.#drawn > 0) this.#canvas.write(`\u001b[${this.#drawn}A\u001b[J`);
    this.#drawn = 0;
  }
}

/** Where to look, for people. */
export const addressLines = (addresses: StackAddresses): readonly string[] => [
  `intake ${addresses.intake}   port-gateway ${addresses.portGateway}   operations ${addresses.operations}`,
  `kafka ${addresses.kafka}   registry ${addresses.registry}   postgres ${addresses.postgres.replace(/:[^:@/]*@/, ':***@')}`,
];
