// Builds build/assets: app.css, app.js, editor.js, fonts.css, fonts/ and images/. Nothing built is committed.
import { context } from 'esbuild'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { watch } from 'node:fs'
import { compile } from 'sass'

const here = dirname(fileURLToPath(import.meta.url))
const root = dirname(here)
const modules = join(root, 'node_modules')
const out = join(root, 'build', 'assets')

// Source Sans 3 (SIL Open Font Licence): its figures are tabular without any setting, so tables, SVG charts and papers
// align alike; it is narrow enough for the dashboard; "l" and "I" differ; there is a true italic.
const fontFiles = join(modules, '@fontsource', 'source-sans-3', 'files')
const faces = [
  ['400', 'normal'],
  ['400', 'italic'],
  ['600', 'normal'],
  ['700', 'normal'],
]
const ranges = {
  latin:
    'U+0000-00FF, U+0131, U+0152-0153, U+02BB-02BC, U+02C6, U+02DA, U+02DC, U+2000-206F, U+20AC, U+2122, U+2191, U+2193, U+2212, U+2215, U+FEFF, U+FFFD',
  'latin-ext':
    'U+0100-0130, U+0132-0151, U+0154-02BA, U+02BD-02C5, U+02C7-02CC, U+02CE-02D7, U+02DD-02FF, U+1D00-1DBF, U+1E00-1E9F, U+1EF2-1EFF, U+20A0-20AB, U+20AD-20C4, U+2113, U+2C60-2C7F, U+A720-A7FF',
}

function fonts() {
  mkdirSync(join(out, 'fonts'), { recursive: true })
  const rules = []
  for (const [weight, style] of faces) {
    for (const [subset, range] of Object.entries(ranges)) {
      const suffix = style === 'italic' ? '-italic' : ''
      const name = `source-sans-3-${subset}-${weight}${suffix}.woff2`
      cpSync(join(fontFiles, `source-sans-3-${subset}-${weight}-${style}.woff2`), join(out, 'fonts', name))
      rules.push(
        `@font-face{font-family:"Source Sans 3";font-style:${style};font-weight:${weight};font-display:swap;` +
          `src:url("fonts/${name}") format("woff2");unicode-range:${range}}`,
      )
    }
  }
  cpSync(join(modules, '@fontsource', 'source-sans-3', 'LICENSE'), join(out, 'fonts', 'source-sans-3-LICENSE.txt'))
  return rules.join('\n') + '\n'
}

function styles(fontFaces) {
  const built = compile(join(here, 'scss', 'app.scss'), { loadPaths: [modules], style: 'compressed', quietDeps: true })
  // Papers link fonts.css on its own; pages get the same rules inside app.css to save a request.
  writeFileSync(join(out, 'fonts.css'), fontFaces)
  writeFileSync(join(out, 'app.css'), '@charset "UTF-8";\n' + fontFaces + built.css.replace(/^\uFEFF|^@charset "UTF-8";/, ''))
}

rmSync(out, { recursive: true, force: true })
mkdirSync(out, { recursive: true })
const fontFaces = fonts()
styles(fontFaces)
cpSync(join(here, 'images'), join(out, 'images'), { recursive: true })

const scripts = await context({
  // The editor is an entry of its own: a page without a field for it never asks for it, and the server names it by hash.
  entryPoints: { app: join(here, 'js', 'app.js'), editor: join(here, 'js', 'editor', 'index.js') },
  outdir: out,
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  sourcemap: false, // Django's manifest storage stops at a sourceMappingURL whose map is not there
  legalComments: 'none',
})
await scripts.rebuild()

for (const name of ['app.css', 'app.js', 'editor.js', 'fonts.css']) {
  const text = readFileSync(join(out, name), 'utf8')
  if (text.includes('sourceMappingURL')) throw new Error(`${name} names a source map`)
  if (/GDS Transport|crest|crown/i.test(text)) throw new Error(`${name} carries GOV.UK's own marks`)
}

if (process.argv.includes('--watch')) {
  await scripts.watch()
  watch(join(here, 'scss'), () => {
    try {
      styles(fontFaces)
    } catch (error) {
      console.error(error.message)
    }
  })
} else {
  await scripts.dispose()
}
