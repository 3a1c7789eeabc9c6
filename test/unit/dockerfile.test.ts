import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { endOfLifeProblem } from '../support/end-of-life.ts';

interface Instruction {
  keyword: string;
  rest: string;
}

/** By stage, without comments, continued lines in one. */
const [, build = [], runtime = []] = readFileSync('Dockerfile', 'utf8')
  .replace(/^#.*\n/gm, '')
  .replaceAll('\\\n', ' ')
  .split(/^(?=FROM )/m)
  .map((stage) =>
    [...stage.matchAll(/^([A-Z]+) +(.*)$/gm)].map(([, keyword = '', rest = '']): Instruction => ({
      keyword,
      rest,
    })),
  );

/** scripts/pin-bases.sh adds the digests. */
const withoutDigest = (from: string): string => from.replace(/@sha256:[0-9a-f]{64}/, '');

const all = (stage: readonly Instruction[], keyword: string): string[] =>
  stage.filter((instruction) => instruction.keyword === keyword).map(({ rest }) => rest);

// What this says of an image, `npm run test:image` shows; but that needs a container engine.
describe('the Dockerfile', () => {
  it('copies what is there, and what .dockerignore lets through', () => {
    const sources = all(build, 'COPY').flatMap((paths) => paths.split(' ').slice(0, -1));
    const allowed = readFileSync('.dockerignore', 'utf8').match(/(?<=^!).*$/gm);

    expect(sources.filter((path) => !existsSync(path))).toEqual([]);
    expect(sources.map((path) => path.replace(/\/$/, '')).sort()).toEqual(allowed?.sort());
  });

  it('installs the packages before the source comes, so that they are cached apart', () => {
    const steps = build.map(({ keyword, rest }) => `${keyword} ${rest}`);
    const indexOf = (start: string) => steps.findIndex((step) => step.startsWith(start));

    expect(indexOf('COPY package.json')).toBeLessThan(indexOf('RUN npm ci'));
    expect(indexOf('RUN npm ci')).toBeLessThan(indexOf('COPY src/'));
    expect(indexOf('COPY src/')).toBeLessThan(indexOf('ARG MAILROOM_COMMIT'));
    expect(indexOf('ARG MAILROOM_COMMIT')).toBeLessThan(indexOf('RUN npm run build'));
  });

  it('builds and runs with the Node that .nvmrc names', () => {
    const major = readFileSync('.nvmrc', 'utf8').trim();

    expect(all(build, 'FROM').map(withoutDigest)).toEqual([
      `--platform=$BUILDPLATFORM node:${major}-trixie-slim AS build`,
    ]);
    expect(all(runtime, 'FROM').map(withoutDigest)).toEqual([
      `gcr.io/distroless/nodejs${major}-debian13:nonroot`,
    ]);
    expect(all(runtime, 'LABEL')[0]).toContain(
      `image.base.name="${withoutDigest(all(runtime, 'FROM')[0]!)}"`,
    );
  });

  it('builds on nothing that gets no more fixes', () => {
    const bases = [...build, ...runtime].filter(({ keyword }) => keyword === 'FROM');
    const problems = bases.map(({ rest }) => endOfLifeProblem(/\S+:\S+/.exec(rest)![0], new Date()));
    expect(problems).toEqual([undefined, undefined]);
  });

  it('says where its source is, where whoever builds it tells that', () => {
    expect(all(runtime, 'ARG')).toContain('MAILROOM_SOURCE=""');
    expect(all(runtime, 'LABEL')[0]).toContain('image.source="$MAILROOM_SOURCE"');
  });

  it('runs nothing on the target platform, which may be another one than the builder', () => {
    expect(all(runtime, 'RUN')).toEqual([]);
  });

  it('takes along the bundle, with the licenses of what is in it, and nothing else', () => {
    expect(all(runtime, 'COPY')).toEqual([
      '--from=build /build/dist/mailroom.js /app/mailroom.mjs',
      '--from=build /build/dist/LICENSES.txt /app/',
    ]);
  });

  it('starts Node itself as the first process, as nobody special, with `run` unless told otherwise', () => {
    expect(all(runtime, 'ENTRYPOINT').map((json): unknown => JSON.parse(json))).toEqual([
      ['/nodejs/bin/node', '/app/mailroom.mjs'],
    ]);
    expect(all(runtime, 'CMD').map((json): unknown => JSON.parse(json))).toEqual([['run']]);
    expect(all(runtime, 'USER')).toEqual(['65532:65532']);
  });
});

describe('endOfLifeProblem', () => {
  const DIGEST = `@sha256:${'0a'.repeat(32)}`;

  it.each([
    ['node:24-trixie-slim', '2028-04-30', undefined],
    [`node:24-trixie-slim${DIGEST}`, '2028-04-30', undefined],
    ['node:24-trixie-slim', '2028-05-01', 'Node 24 got its last fixes on 2028-04-30'],
    ['node:24-bookworm-slim', '2026-06-11', 'Debian 12 got its last fixes on 2026-06-10'],
    ['gcr.io/distroless/nodejs24-debian12:nonroot', '2026-06-11', 'Debian 12 got its last fixes'],
    [`gcr.io/distroless/nodejs26-debian13:nonroot${DIGEST}`, '2028-08-10', 'Debian 13 got its last fixes'],
    ['node:28-trixie-slim', '2026-01-01', 'nothing is known of Node 28'],
    ['alpine:3', '2026-01-01', 'nothing is known of Node'],
  ])('says of %s on %s: %s', (base, day, problem) => {
    const found = endOfLifeProblem(base, new Date(day));
    if (problem === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(problem);
  });
});
