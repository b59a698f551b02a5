/** Ends what the set-up started. */
export default async function tearDownEngines() {
  await globalThis.watchpostTestEngines?.stop();
}
