// A box to type in instead of a long list: filters by words, chosen with the arrow keys and Enter.
//
//   <div data-picker data-recent="12 15"> <label for="…"> <select id="…"> </div>      one of many
//   <div data-criteria data-suggest-from="id_text"> <fieldset> checkboxes </fieldset>  any number
//
// The list stays the field that is sent, and without this script it is there whole. Follows the
// combobox pattern of the ARIA practices: the focus stays in the box, the list is pointed at.

const MOST = 60
const SUGGESTIONS = 4
const ENOUGH = 2
const PAUSE = 600
const IDLE_WORDS = new Set(
  'about after also been before both child children could each from have into more most other over some such than that their them then there these they this those through under very were what when where which while with would young people help'.split(' ')
)

let made = 0

export function startPicker(place) {
  const select = place.querySelector('select')
  if (!select || select.options.length < 8) return
  const recent = (place.dataset.recent || '').split(' ').filter(Boolean)
  const label = place.querySelector('label')
  const box = new Combobox({
    options: () => ordered([...select.options].map((one) => ({ value: one.value, label: one.text, words: fold(one.text) })), recent),
    choose: (option) => {
      select.value = option.value
      select.dispatchEvent(new Event('change', { bubbles: true }))
    },
    showsChoice: true
  })
  const id = select.id
  select.id = `${id}-list`
  box.input.id = id
  box.input.setAttribute('aria-describedby', select.getAttribute('aria-describedby') || '')
  label.id ||= `${id}-label`
  box.list.setAttribute('aria-labelledby', label.id)
  select.hidden = true
  select.after(box.root)
  const show = () => box.show(select.selectedOptions[0]?.text ?? '')
  select.addEventListener('change', show)
  show()
}

export function startCriteria(place) {
  new Criteria(place)
}

class Criteria {
  constructor(place) {
    this.place = place
    this.boxes = [...place.querySelectorAll('input[type="checkbox"]')]
    if (this.boxes.length < 8) return
    this.options = this.boxes.map((box) => optionOf(box))
    this.build()
    place.addEventListener('change', () => this.shorten())
    this.text = document.getElementById(place.dataset.suggestFrom)
    this.text?.addEventListener('input', () => this.suggestSoon())
    this.shorten()
    this.suggest()
  }

  build() {
    const group = element('div', 'govuk-form-group')
    this.combobox = new Combobox({
      options: () => this.options.filter((one) => !one.box.checked),
      choose: (option) => this.tick(option.box),
      showsChoice: false
    })
    const id = `picker-${(made += 1)}`
    this.combobox.input.id = id
    const label = element('label', 'govuk-label', 'Find by words, reference or theme')
    label.htmlFor = id
    label.id = `${id}-label`
    this.combobox.list.setAttribute('aria-labelledby', label.id)
    group.append(label, this.combobox.root)
    this.suggested = element('div', 'app-suggested')
    this.suggested.setAttribute('aria-live', 'polite')
    this.all = element('button', 'govuk-link app-link-button', '')
    this.all.type = 'button'
    this.all.addEventListener('click', () => {
      this.isWhole = !this.isWhole
      this.shorten()
    })
    const legend = this.place.querySelector('legend')
    legend.after(group, this.suggested, this.all)
  }

  tick(box) {
    box.checked = true
    box.dispatchEvent(new Event('change', { bubbles: true }))
    this.suggest()
  }

  // What is ticked stays in sight; the rest of the list waits behind the button.
  shorten() {
    for (const group of this.place.querySelectorAll('[data-group]')) {
      let shown = 0
      for (const item of group.querySelectorAll('.govuk-checkboxes__item')) {
        const isShown = this.isWhole || 'lately' in group.dataset || item.querySelector('input').checked
        item.hidden = !isShown
        shown += isShown ? 1 : 0
      }
      group.hidden = shown === 0
    }
    this.all.textContent = this.isWhole ? 'Show the chosen ones only' : `Show all ${this.boxes.length} criteria`
    this.all.setAttribute('aria-expanded', String(Boolean(this.isWhole)))
  }

  suggestSoon() {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.suggest(), PAUSE)
  }

  suggest() {
    const found = suggestions(this.text?.value ?? '', this.options)
    const key = found.map((one) => one.label).join('\n')
    if (key === this.shownSuggestions) return
    this.shownSuggestions = key
    this.suggested.replaceChildren()
    if (!found.length) return
    this.suggested.append(element('p', 'govuk-body-s app-suggested__title', 'From your words:'))
    for (const option of found) {
      const button = element('button', 'govuk-link app-link-button', `Add ${option.label}`)
      button.type = 'button'
      button.addEventListener('click', () => {
        this.tick(option.box)
        this.combobox.input.focus()
      })
      this.suggested.append(button)
    }
  }
}

function optionOf(box) {
  const label = box.labels[0].textContent.trim()
  const words = fold(`${label} ${box.dataset.themes ?? ''} ${box.dataset.statement ?? ''}`)
  return { box, value: box.value, label, words, hint: box.dataset.themes ?? '', rare: new Set(stems(words)) }
}

// The criteria that share most words with the text; a word that many criteria have says little.
export function suggestions(text, options) {
  const typed = new Set(stems(fold(text)))
  const spread = new Map()
  for (const one of options) for (const stem of one.rare) spread.set(stem, (spread.get(stem) ?? 0) + 1)
  const scored = options
    .filter((one) => !one.box.checked)
    .map((one) => {
      const shared = [...one.rare].filter((stem) => typed.has(stem))
      const score = shared.reduce((sum, stem) => sum + 1 / spread.get(stem), 0)
      return { one, score, many: shared.length }
    })
    .filter((found) => found.many >= ENOUGH)
  scored.sort((a, b) => b.score - a.score)
  return scored.slice(0, SUGGESTIONS).map((found) => found.one)
}

function stems(words) {
  return (words.match(/[\p{L}]{4,}/gu) ?? []).filter((word) => !IDLE_WORDS.has(word)).map((word) => word.slice(0, 6))
}

class Combobox {
  constructor({ options, choose, showsChoice }) {
    this.options = options
    this.choose = choose
    this.showsChoice = showsChoice
    this.shown = ''
    this.found = []
    this.at = -1
    this.build()
  }

  build() {
    const id = `combobox-${(made += 1)}`
    this.root = element('div', 'app-picker')
    this.input = element('input', 'govuk-input app-picker__input')
    this.list = element('ul', 'app-picker__list')
    this.voice = element('p', 'govuk-visually-hidden')
    this.list.id = id
    this.list.hidden = true
    this.list.setAttribute('role', 'listbox')
    this.voice.setAttribute('role', 'status')
    for (const [name, value] of Object.entries({
      type: 'text',
      role: 'combobox',
      autocomplete: 'off',
      'aria-autocomplete': 'list',
      'aria-expanded': 'false',
      'aria-controls': id
    })) {
      this.input.setAttribute(name, value)
    }
    this.root.append(this.input, this.list, this.voice)
    this.input.addEventListener('input', (event) => {
      // What is typed to find something is no change of the form.
      event.stopPropagation()
      this.open(this.input.value)
    })
    this.input.addEventListener('change', (event) => event.stopPropagation())
    this.input.addEventListener('keydown', (event) => this.key(event))
    this.input.addEventListener('click', () => this.open(''))
    this.input.addEventListener('focus', () => this.input.select())
    this.input.addEventListener('blur', () => this.close())
    // The focus stays in the box while the mouse chooses.
    this.list.addEventListener('mousedown', (event) => event.preventDefault())
    this.list.addEventListener('click', (event) => {
      const item = event.target.closest('[role="option"]')
      if (item) this.take(Number(item.dataset.at))
    })
  }

  show(text) {
    this.shown = text
    this.input.value = text
  }

  open(typed) {
    const words = fold(typed).split(/\s+/).filter(Boolean)
    const all = this.options()
    const found = all.filter((one) => words.every((word) => one.words.includes(word)))
    this.found = found.slice(0, MOST)
    this.at = this.found.length && words.length ? 0 : -1
    this.list.replaceChildren(...this.found.map((one, at) => this.item(one, at)))
    if (found.length > MOST) this.list.append(this.note(`${found.length - MOST} more: type a word`))
    if (!found.length) this.list.append(this.note('Nothing has these words'))
    this.list.hidden = false
    this.input.setAttribute('aria-expanded', 'true')
    this.voice.textContent = words.length ? `${found.length} found` : ''
    this.point()
  }

  item(option, at) {
    const item = element('li', 'app-picker__option', option.label)
    item.id = `${this.list.id}-${at}`
    item.dataset.at = at
    item.setAttribute('role', 'option')
    item.setAttribute('aria-selected', 'false')
    if (option.hint) item.append(element('span', 'app-picker__hint', option.hint))
    return item
  }

  note(words) {
    const item = element('li', 'app-picker__note', words)
    item.setAttribute('role', 'option')
    item.setAttribute('aria-disabled', 'true')
    item.setAttribute('aria-selected', 'false')
    return item
  }

  point() {
    for (const item of this.list.querySelectorAll('[data-at]')) {
      const isHere = Number(item.dataset.at) === this.at
      item.setAttribute('aria-selected', String(isHere))
      if (isHere) item.scrollIntoView({ block: 'nearest' })
    }
    if (this.at < 0) this.input.removeAttribute('aria-activedescendant')
    else this.input.setAttribute('aria-activedescendant', `${this.list.id}-${this.at}`)
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      if (event.key === 'Enter') this.close()
      return
    }
    const moves = { ArrowDown: 1, ArrowUp: -1 }
    if (event.key in moves) {
      event.preventDefault()
      if (this.list.hidden) this.open('')
      const many = this.found.length
      if (many) this.at = (this.at + moves[event.key] + many + (this.at < 0 && moves[event.key] < 0 ? 1 : 0)) % many
      this.point()
    } else if (event.key === 'Enter') {
      // Enter never sends the form from here: that is Ctrl and Enter.
      event.preventDefault()
      if (!this.list.hidden && this.at >= 0) this.take(this.at)
    } else if (event.key === 'Escape' && !this.list.hidden) {
      event.preventDefault()
      this.close()
    }
  }

  take(at) {
    const option = this.found[at]
    if (!option) return
    this.shown = this.showsChoice ? option.label : ''
    this.close()
    this.voice.textContent = `${option.label}: chosen`
    this.choose(option)
  }

  close() {
    this.list.hidden = true
    this.at = -1
    this.input.setAttribute('aria-expanded', 'false')
    this.input.removeAttribute('aria-activedescendant')
    this.input.value = this.shown
  }
}

// The last choices of this person before the others, the empty choice first of all.
function ordered(options, recent) {
  const place = (one) => (one.value === '' ? -2 : recent.includes(one.value) ? -1 : 0)
  return [...options].sort((a, b) => place(a) - place(b) || recent.indexOf(a.value) - recent.indexOf(b.value))
}

function fold(text) {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
}

function element(name, classes, text = '') {
  const made = document.createElement(name)
  made.className = classes
  made.textContent = text
  return made
}
