// Saves a form as it is typed, and says where the text is.
//
//   <form data-autosave data-autosave-url="…" data-version="3">
//     … <p data-save-state> … <div data-autosave-conflict hidden> …
//
// Sends     {receipt, version, content: {field: text or list}}
// Expects   200 {version, saved_at}
//           409 {message, theirs: {version, by, content}}   somebody else saved first
//           409 {message, sent, left}                       the form was sent from another window
//           403 {message, stale}                            the page's token is of an earlier sign-in
//           4xx {message}                                   refused; not tried again until it changes
// Whatever else happens, no answer included, is tried again until it works.
//
// A form that came back with what was sent bears data-unsaved: it is saved at once.

import { showConflict, showWords } from './conflict.js'

const PAUSE = 800
const FIRST_RETRY = 2000
const LAST_RETRY = 60000
const PATIENCE = 15000
const NOT_CONTENT = new Set(['csrfmiddlewaretoken', 'once', 'version', 'waiting'])

export function startAutosave(form) {
  return new Autosave(form)
}

export class Autosave {
  constructor(form) {
    this.form = form
    this.url = form.dataset.autosaveUrl
    this.version = Number(form.dataset.version || form.elements.version?.value || 0)
    this.line = new SaveLine(form)
    this.saved = 'unsaved' in form.dataset ? null : JSON.stringify(contentOf(form))
    this.attempt = null
    this.refusedText = null
    this.running = null
    this.retryAfter = FIRST_RETRY
    this.blocked = false
    this.leaving = false
    this.listen()
    if (this.unsaved()) this.saveSoon(PAUSE)
  }

  listen() {
    this.form.addEventListener('input', () => this.changed())
    this.form.addEventListener('change', () => this.changed())
    this.form.addEventListener('focusout', () => this.saveSoon(0))
    this.form.addEventListener('submit', (event) => this.submit(event))
    this.form.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
        event.preventDefault()
        this.form.requestSubmit()
      }
    })
    window.addEventListener('online', () => this.saveSoon(0))
    window.addEventListener('beforeunload', (event) => {
      if (!this.leaving && this.unsaved()) event.preventDefault()
    })
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden') this.save({ keepalive: true })
    })
  }

  unsaved() {
    return JSON.stringify(contentOf(this.form)) !== this.saved
  }

  changed() {
    if (!this.unsaved() || this.blocked) return
    this.line.say('unsaved', 'Not saved yet')
    this.saveSoon(PAUSE)
  }

  saveSoon(delay) {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.save(), delay)
  }

  // One save at a time: what is typed meanwhile is sent when the answer is there.
  save(options = {}) {
    if (this.running || this.blocked || this.leaving || !this.unsaved()) return this.running
    if (this.refusedText === JSON.stringify(contentOf(this.form))) return null
    this.running = this.send(options).finally(() => {
      this.running = null
    })
    return this.running
  }

  async send(options) {
    const content = contentOf(this.form)
    const text = JSON.stringify(content)
    // A retry of the same text is the same intention: the server answers it once.
    if (this.attempt?.text !== text) this.attempt = { text, receipt: uuid() }
    this.line.say('saving', 'Saving…')
    let response
    let answer
    try {
      response = await this.post({ receipt: this.attempt.receipt, version: this.version, content }, options)
      // Whatever the sign-in page answers, it has saved nothing.
      answer = response.redirected ? null : await response.json()
    } catch {
      this.tryAgain(response)
      return
    }
    if (!answer) this.tryAgain(response)
    else if (response.ok) this.done(text, answer)
    else if (answer.stale) await this.renewToken()
    else if (answer.sent) this.goOnApart(answer)
    else if (response.status === 409 && answer.theirs) this.conflict(answer)
    else if (response.status >= 500 || response.status === 429) this.tryAgain(response)
    else this.refused(text, answer)
  }

  post(body, options) {
    return fetch(this.url, {
      method: 'POST',
      credentials: 'same-origin',
      headers: {
        'Content-Type': 'application/json',
        Accept: 'application/json',
        'X-CSRFToken': this.form.elements.csrfmiddlewaretoken.value
      },
      body: JSON.stringify(body),
      keepalive: Boolean(options.keepalive),
      signal: AbortSignal.timeout(PATIENCE)
    })
  }

  done(text, answer) {
    this.saved = text
    this.isRenewed = false
    this.attempt = null
    this.retryAfter = FIRST_RETRY
    this.setVersion(answer.version)
    if (this.unsaved()) this.saveSoon(PAUSE)
    else this.line.say('saved', `Saved ${clock(answer.saved_at)}`)
  }

  // Whoever signed in again has another token; this page, loaded anew, would have it.
  async renewToken() {
    const token = this.form.elements.csrfmiddlewaretoken
    let page
    try {
      page = await fetch(window.location.href, { signal: AbortSignal.timeout(PATIENCE) })
      const parsed = new DOMParser().parseFromString(await page.text(), 'text/html')
      const fresh = parsed.querySelector('form[data-autosave] [name="csrfmiddlewaretoken"]')
      if (fresh && !this.isRenewed) {
        token.value = fresh.value
        this.isRenewed = true
        this.saveSoon(0)
        return
      }
    } catch {
      // Without an answer it is asked again with the next try.
    }
    this.isRenewed = false
    this.tryAgain(page?.redirected ? page : { status: 403 })
  }

  // The form was sent from another window: what is typed here since is a note of its own.
  goOnApart(answer) {
    const key = answer.left ?? uuid()
    this.form.elements.once.value = key
    this.url = this.url.replace(/[0-9a-f-]{36}/, key)
    if (!answer.left) this.setVersion(0)
    this.attempt = null
    const place = this.form.querySelector('[data-autosave-conflict]')
    if (place) showWords(place, 'Sent from another window', answer.message)
    this.saveSoon(0)
  }

  tryAgain(response) {
    this.line.say('retrying', `Not saved: ${reason(response)} – trying again`)
    this.saveSoon(this.retryAfter)
    this.retryAfter = Math.min(this.retryAfter * 2, LAST_RETRY)
  }

  refused(text, answer) {
    // What was refused is not sent again as it is; the next change is.
    this.refusedText = text
    this.line.say('refused', `Not saved: ${answer.message || 'the server refused it.'}`)
  }

  conflict(answer) {
    this.blocked = true
    this.line.say('conflict', 'Needs your choice')
    showConflict(this.form, answer, {
      mine: () => this.settle(answer.theirs.version),
      theirs: () => {
        fill(this.form, answer.theirs.content)
        this.saved = JSON.stringify(contentOf(this.form))
        this.settle(answer.theirs.version)
      }
    })
  }

  settle(version) {
    this.blocked = false
    this.attempt = null
    this.setVersion(version)
    if (this.unsaved()) this.save()
    else this.line.say('saved', 'Saved: the other text is kept')
  }

  setVersion(version) {
    this.version = version
    if (this.form.elements.version) this.form.elements.version.value = version
  }

  // A form that is sent while a save is under way would meet its own save as a conflict.
  async submit(event) {
    clearTimeout(this.timer)
    this.tellWaiting()
    if (!this.running) {
      this.leaving = true
      return
    }
    event.preventDefault()
    await Promise.race([this.running, new Promise((resolve) => setTimeout(resolve, 5000))])
    if (this.blocked) return
    this.tellWaiting()
    this.leaving = true
    this.form.requestSubmit(event.submitter)
  }

  // Whether an answer to a save is still to come: the draft may be one version further than known.
  tellWaiting() {
    let field = this.form.elements.waiting
    if (!field) {
      field = document.createElement('input')
      Object.assign(field, { type: 'hidden', name: 'waiting' })
      this.form.append(field)
    }
    field.value = this.attempt ? '1' : ''
  }
}

// The one honest line. It is read out only when the kind of news changes for the worse, or back.
class SaveLine {
  constructor(form) {
    this.place = form.querySelector('[data-save-state]')
    this.voice = form.querySelector('[data-save-voice]')
    this.announced = 'saved'
  }

  say(state, words) {
    if (!this.place) return
    this.place.dataset.state = state
    this.place.textContent = words
    const news = ['saved', 'retrying', 'refused', 'conflict'].includes(state)
    if (news && this.voice && state !== this.announced) this.voice.textContent = words
    if (news) this.announced = state
  }
}

export function contentOf(form) {
  const content = {}
  for (const field of form.elements) {
    if (!field.name || field.disabled || NOT_CONTENT.has(field.name)) continue
    if (['submit', 'button', 'reset', 'file', 'image'].includes(field.type)) continue
    if (field.type === 'radio') {
      content[field.name] ??= ''
      if (field.checked) content[field.name] = field.value
    } else if (field.type === 'checkbox') {
      gather(content, field)
    } else if (field.type === 'select-multiple') {
      content[field.name] = [...field.selectedOptions].map((option) => option.value)
    } else {
      content[field.name] = field.value
    }
  }
  return content
}

// A box whose value is "on" is a yes or a no; any other is one of several.
function gather(content, box) {
  if (box.value === 'on') {
    if (box.checked) content[box.name] = 'on'
    return
  }
  content[box.name] ??= []
  if (box.checked) content[box.name].push(box.value)
}

function fill(form, content) {
  for (const field of form.elements) {
    if (!(field.name in content) || NOT_CONTENT.has(field.name)) continue
    const value = content[field.name]
    if (field.type === 'radio') field.checked = field.value === value
    else if (field.type === 'checkbox') field.checked = [value].flat().includes(field.value)
    else if (field.type !== 'file') field.value = value ?? ''
  }
}

// A redirect to the sign-in page is an answer, but not one of ours.
function reason(response) {
  if (!response) return 'no answer from the server'
  if (response.redirected) return 'you are signed out. Sign in again in another tab'
  return `the server answered ${response.status}`
}

function clock(moment) {
  const options = { hour: '2-digit', minute: '2-digit', timeZone: 'Europe/London' }
  return new Date(moment).toLocaleTimeString('en-GB', options)
}

function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID()
  // Without https there is no randomUUID; the demonstration on another machine still works.
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = (bytes[6] & 0x0f) | 0x40
  bytes[8] = (bytes[8] & 0x3f) | 0x80
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
