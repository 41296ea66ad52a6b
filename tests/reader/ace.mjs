// node ace.mjs OPTIONS… BOOK.epub
// Ace by DAISY as its own command is, but that axe is told to be brief: Ace reports faults alone.
import fs from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { BRIEF } from './brief.mjs'

const require = createRequire(import.meta.url)
const runner = require('@daisy/ace-axe-runner-puppeteer')
const shared = require('@daisy/ace-cli-shared')

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nkbook-ace-'))
const brief = path.join(folder, 'brief.js')
fs.writeFileSync(brief, BRIEF)
// Its scripts are axe, which is read for every file, what calls axe, and what reads the rest.
const axe = require.resolve('@daisy/axe-core-for-ace/axe.min.js')
const run = (url, [, ...more], ...rest) => runner.run(url, [axe, brief, ...more], ...rest)
const ended = code => {
  fs.rmSync(folder, { recursive: true })
  process.exit(code)
}
await shared.run({ ...runner, run }, ended, 'ace-cli.log')
