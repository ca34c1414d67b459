// Comforts of a text that is written in Markdown: pasting, templates, letters for radio buttons.
//
//   <div data-paste-markdown> <textarea>      what is pasted keeps its paragraphs and lists
//   <details data-templates> <a data-template="…" data-source="…">
//   <div data-letters> radios                 the first letter of an answer chooses it

const WORD_LIST = /^MsoListParagraph/
const BULLET = /^[\s·•▪◦o§\-–—*]+\s*/u
const NUMBER = /^\s*\(?(\d+|[a-z]{1,3})[.)]\s*/iu
const BLOCKS = new Set(['P', 'DIV', 'SECTION', 'ARTICLE', 'TR', 'TABLE', 'TBODY', 'BLOCKQUOTE', 'PRE', 'UL', 'OL', 'LI', 'H1', 'H2', 'H3', 'H4', 'H5', 'H6'])

export function startPasting(place) {
  const area = place.querySelector('textarea')
  area?.addEventListener('paste', (event) => {
    const html = event.clipboardData?.getData('text/html')
    if (!html) return
    const text = markdownOf(html)
    if (!text) return
    event.preventDefault()
    insert(area, text)
  })
}

export function startTemplates(place) {
  const form = place.closest('form')
  const say = place.querySelector('[data-templates-say]')
  place.addEventListener('click', (event) => {
    const link = event.target.closest('[data-template]')
    if (!link) return
    event.preventDefault()
    const text = form.elements.text
    if (text.value.trim()) {
      say.textContent = 'Your text is not empty, so it stays as it is.'
      return
    }
    form.elements.source.value = link.dataset.source
    text.value = link.dataset.template
    text.dispatchEvent(new Event('input', { bubbles: true }))
    text.focus()
    const first = text.value.indexOf('\n') + 1
    text.setSelectionRange(first, first)
  })
}

export function startLetters(place) {
  const radios = [...place.querySelectorAll('input[type="radio"]')]
  place.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1) return
    const meant = radios.find((one) => one.labels[0].textContent.trim().toLowerCase().startsWith(event.key.toLowerCase()))
    if (!meant) return
    event.preventDefault()
    meant.checked = true
    meant.focus()
    meant.dispatchEvent(new Event('change', { bubbles: true }))
  })
}

export function markdownOf(html) {
  // A document that DOMParser makes runs no script and loads nothing.
  const body = new DOMParser().parseFromString(html, 'text/html').body
  for (const gone of body.querySelectorAll('style, script, meta, link, title, template')) gone.remove()
  return blocksOf(body, '')
    .join('\n\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/(^|\n)((?:[ ]*(?:-|\d+\.) [^\n]*)(?:\n\n(?=[ ]*(?:-|\d+\.) )[^\n]*)+)/g, (all, before, list) => before + list.replace(/\n\n/g, '\n'))
    .trim()
}

function blocksOf(node, indent) {
  const blocks = []
  let line = ''
  const flush = () => {
    if (line.trim()) blocks.push(tidy(line))
    line = ''
  }
  for (const child of node.childNodes) {
    if (child.nodeType === Node.ELEMENT_NODE && BLOCKS.has(child.tagName)) {
      flush()
      blocks.push(...blockOf(child, indent))
    } else {
      line += inlineOf(child)
    }
  }
  flush()
  return blocks
}

function blockOf(element, indent) {
  const name = element.tagName
  if (/^H[1-6]$/.test(name)) return [`${'#'.repeat(Math.min(Number(name[1]) + 1, 6))} ${tidy(inlineOf(element))}`]
  if (name === 'UL' || name === 'OL') return [listOf(element, indent)]
  if (name === 'BLOCKQUOTE') return [blocksOf(element, indent).join('\n\n').replace(/^/gm, '> ')]
  if (name === 'TR') return [[...element.cells].map((cell) => tidy(inlineOf(cell))).join(' | ')]
  if (name === 'PRE') return [element.textContent.trim()]
  if (WORD_LIST.test(element.className)) return [wordItem(element)]
  return blocksOf(element, indent)
}

function listOf(list, indent) {
  const lines = []
  let number = Number(list.getAttribute('start') || 1)
  for (const item of list.children) {
    if (item.tagName === 'UL' || item.tagName === 'OL') lines.push(listOf(item, `${indent}  `))
    if (item.tagName !== 'LI') continue
    const mark = list.tagName === 'OL' ? `${number}.` : '-'
    const inner = indent + ' '.repeat(mark.length + 1)
    const blocks = blocksOf(item, inner)
    lines.push(`${indent}${mark} ${(blocks.shift() ?? '').trimStart()}`)
    lines.push(...blocks)
    number += 1
  }
  return lines.join('\n')
}

// Word writes a list as paragraphs; the bullet stands in the text, the level in the style.
function wordItem(element) {
  const level = Number(/level(\d)/.exec(element.getAttribute('style') ?? '')?.[1] ?? 1)
  const text = tidy(inlineOf(element))
  const number = NUMBER.exec(text)
  const mark = number && /^\d/.test(number[1]) ? `${number[1]}.` : '-'
  return `${'  '.repeat(level - 1)}${mark} ${text.replace(number ? NUMBER : BULLET, '')}`
}

function inlineOf(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent.replace(/\s+/g, ' ')
  if (node.nodeType !== Node.ELEMENT_NODE) return ''
  if (node.tagName === 'BR') return '\n'
  const text = [...node.childNodes].map(inlineOf).join('')
  if (!text.trim()) return text
  const weight = node.style.fontWeight
  if (['B', 'STRONG'].includes(node.tagName) && weight !== 'normal') return around(text, '**')
  if (['I', 'EM'].includes(node.tagName)) return around(text, '*')
  if (node.tagName === 'A' && /^https?:\/\//i.test(node.getAttribute('href') ?? '')) return linkOf(node, text)
  return text
}

function linkOf(node, text) {
  const address = node.getAttribute('href')
  return text.trim() === address ? `<${address}>` : `[${text.trim()}](${address})`
}

function around(text, mark) {
  const [, before, inner, after] = /^(\s*)([\s\S]*?)(\s*)$/.exec(text)
  return `${before}${mark}${inner}${mark}${after}`
}

function tidy(line) {
  return line.replace(/[ \t\u00a0]+/g, ' ').replace(/ *\n */g, '\n').trim()
}

// As if it were typed, so that one step back takes it away again.
function insert(area, text) {
  area.focus()
  if (document.execCommand('insertText', false, text)) return
  area.setRangeText(text, area.selectionStart, area.selectionEnd, 'end')
  area.dispatchEvent(new Event('input', { bubbles: true }))
}
