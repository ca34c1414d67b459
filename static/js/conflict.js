// Shows two texts side by side after two people saved, and asks which one is to stand.
//
// Fills <div data-autosave-conflict hidden>. Neither text is lost: the one that is not chosen stays
// on the page, under the form, until it is left.

export function showConflict(form, answer, choose) {
  const place = form.querySelector('[data-autosave-conflict]')
  if (!place) return
  const now = () => differences(form, answer.theirs.content ?? {})
  const mine = button('Keep mine', 'govuk-button')
  const theirs = button('Use theirs', 'govuk-button govuk-button--secondary')
  const group = element('div', 'govuk-button-group')
  group.append(mine, theirs)
  const heading = element('h2', 'govuk-heading-m', 'Needs your choice')
  const message = element('p', 'govuk-body', answer.message)
  // The focus stays where it is: somebody is typing. The save line is read out.
  place.replaceChildren(heading, message, ...comparisons(now(), answer.theirs), group)
  place.hidden = false
  // What is kept is the text at the moment of choosing: one may have typed on.
  mine.addEventListener('click', () => settle(place, now(), 'theirs', choose.mine))
  theirs.addEventListener('click', () => settle(place, now(), 'mine', choose.theirs))
}

// Says something that has to stay in sight, above the line.
export function showWords(place, title, words) {
  place.replaceChildren(element('h2', 'govuk-heading-m', title), element('p', 'govuk-body', words))
  place.hidden = false
}

function settle(place, differing, notChosen, choose) {
  choose()
  const title = notChosen === 'mine' ? 'Your text, not used' : 'The other text, not used'
  place.replaceChildren(element('h2', 'govuk-heading-s', title))
  for (const difference of differing) {
    place.append(element('h3', 'govuk-heading-s', difference.label))
    place.append(element('p', 'govuk-body app-verbatim', difference[notChosen]))
  }
}

function comparisons(differing, theirs) {
  return differing.map((difference) => {
    const row = element('div', 'app-comparison')
    row.append(side(`${difference.label}: yours`, difference.mine))
    row.append(side(`${difference.label}: ${theirs.by || 'theirs'}`, difference.theirs))
    return row
  })
}

function side(title, text) {
  const box = element('section', 'app-comparison__side')
  box.append(element('h3', 'govuk-heading-s', title))
  box.append(element('p', 'govuk-body app-comparison__text', text || '(empty)'))
  return box
}

function differences(form, theirs) {
  const found = []
  for (const [name, value] of Object.entries(theirs)) {
    const mine = valueOf(form, name)
    const other = [value].flat().filter((one) => one !== null).join(', ')
    if (mine === null || mine === other) continue
    found.push({ label: labelOf(form, name), mine, theirs: other })
  }
  return found
}

function valueOf(form, name) {
  const fields = [...form.elements].filter((field) => field.name === name)
  if (!fields.length) return null
  if (!['radio', 'checkbox'].includes(fields[0].type)) return fields[0].value
  return fields.filter((field) => field.checked).map((field) => field.value).join(', ')
}

function labelOf(form, name) {
  const field = [...form.elements].find((one) => one.name === name)
  const group = field.closest('fieldset')?.querySelector('legend')
  const own = field.labels?.[0]
  const many = ['radio', 'checkbox'].includes(field.type)
  return ((many ? group : own) ?? own ?? group)?.textContent.trim() ?? name
}

function element(name, classes, text = '') {
  const made = document.createElement(name)
  made.className = classes
  made.textContent = text
  return made
}

function button(text, classes) {
  const made = element('button', classes, text)
  made.type = 'button'
  return made
}
