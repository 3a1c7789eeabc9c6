import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

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

    expect(all(build, 'FROM')).toEqual([`--platform=$BUILDPLATFORM node:${major}-slim AS build`]);
    expect(all(runtime, 'FROM')).toEqual([`gcr.io/distroless/nodejs${major}-debian12:nonroot`]);
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
