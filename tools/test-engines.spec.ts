import { describe, expect, it } from '@jest/globals';
import { needsJava, testEngines, testImages } from './bootstrap/test-engines.mjs';

const containers = { WATCHPOST_TEST_ENGINES: 'containers' };

describe('the engines of a test run', () => {
  it('are processes of this machine unless containers are asked for', () => {
    expect(testEngines({})).toBe('embedded');
    expect(testEngines({ WATCHPOST_TEST_ENGINES: '' })).toBe('embedded');
    expect(testEngines(containers)).toBe('containers');
  });

  it('come from our own images unless others are named', () => {
    expect(testImages({})).toEqual({ kafka: 'watchpost-kafka', postgres: 'watchpost-postgres' });
    expect(testImages({ WATCHPOST_TEST_KAFKA_IMAGE: 'broker:1' })).toMatchObject({ kafka: 'broker:1' });
  });
});

describe('a test run needs Java', () => {
  it('where its engines are processes of this machine', () => {
    expect(needsJava([], {})).toBe(true);
    expect(needsJava(['--selectProjects', 'integration'], {})).toBe(true);
  });

  it('not where somebody else runs the broker', () => {
    expect(needsJava([], { WATCHPOST_TEST_KAFKA_BROKERS: 'kafka:9092' })).toBe(false);
  });

  it('not where all that is chosen runs on containers', () => {
    expect(needsJava(['--selectProjects', 'unit', 'integration', '--bail'], containers)).toBe(false);
    expect(needsJava(['--selectProjects=integration', 'libs/messaging'], containers)).toBe(false);
  });

  it('on containers too where whole stacks or the embedded engines themselves are among what runs', () => {
    expect(needsJava([], containers)).toBe(true);
    expect(needsJava(['apps/scorer'], containers)).toBe(true);
    expect(needsJava(['--selectProjects', 'integration', 'e2e'], containers)).toBe(true);
    expect(needsJava(['--selectProjects=integration', '--selectProjects=embedded'], containers)).toBe(true);
  });
});
