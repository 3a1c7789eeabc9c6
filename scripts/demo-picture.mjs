// Draws docs/demo.svg from what `mailroom demo` really prints: npm run demo:picture
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import process from 'node:process';

const CELL = { width: 8.4, height: 19 };
const MARGIN = 16;
/** SGR codes (ECMA-48 8.3.117) that the demo uses, and how they look here. */
const STYLES = { 1: 'bold', 32: 'good', 33: 'warn' };

const env = { PATH: process.env.PATH, FORCE_COLOR: '1' };
const printed = execFileSync(process.execPath, ['dist/mailroom.js', 'demo'], { env, encoding: 'utf8' });
const lines = printed.trimEnd().split('\n').map(spansOf);
const columns = Math.max(...lines.map((spans) => spans.map(({ text }) => text).join('').length));
const width = Math.ceil(columns * CELL.width + 2 * MARGIN);
const height = lines.length * CELL.height + 2 * MARGIN;

writeFileSync(
  'docs/demo.svg',
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="What mailroom demo prints">
<style>
  text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; fill: #d8dee9; white-space: pre }
  .bold { font-weight: bold; fill: #ffffff } .good { fill: #8fd18f } .warn { fill: #f0c674 }
</style>
<rect width="100%" height="100%" rx="8" fill="#1b2029"/>
${lines.flatMap((spans, row) => textLine(spans, row)).join('\n')}
</svg>
`,
);

/** Splits a line into runs of one look each. */
function spansOf(line) {
  const spans = [];
  let style = '';
  // eslint-disable-next-line no-control-regex -- ESC begins every SGR sequence
  for (const part of line.split(/(\u001b\[\d+m)/)) {
    // eslint-disable-next-line no-control-regex -- as above
    const code = /^\u001b\[(\d+)m$/.exec(part)?.[1];
    if (code !== undefined) style = STYLES[code] ?? '';
    else if (part !== '') spans.push({ text: part, style });
  }
  return spans;
}

function textLine(spans, row) {
  if (spans.length === 0) return [];
  const y = MARGIN + (row + 0.75) * CELL.height;
  let column = 0;
  const parts = spans.map(({ text, style }) => {
    const x = (MARGIN + column * CELL.width).toFixed(1);
    const length = (text.length * CELL.width).toFixed(1);
    column += text.length;
    const look = style === '' ? '' : ` class="${style}"`;
    return `<tspan x="${x}" textLength="${length}"${look}>${escape(text)}</tspan>`;
  });
  return [`<text y="${y.toFixed(1)}" xml:space="preserve">${parts.join('')}</text>`];
}

function escape(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
