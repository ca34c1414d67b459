// Starts what the pages are made of. Every page works without any of it.

import { initAll } from '../govuk-frontend.min.js'

import { startAutosave } from './autosave.js'
import { startJobProgress } from './job_progress.js'
import { startCriteria, startPicker } from './picker.js'
import { startLetters, startPasting, startTemplates } from './writing.js'

initAll()

const starts = {
  '[data-picker]': startPicker,
  '[data-criteria]': startCriteria,
  '[data-paste-markdown]': startPasting,
  '[data-templates]': startTemplates,
  '[data-letters]': startLetters
}
for (const [places, start] of Object.entries(starts)) {
  for (const place of document.querySelectorAll(places)) start(place)
}
for (const form of document.querySelectorAll('form[data-autosave]')) {
  startAutosave(form)
}
for (const place of document.querySelectorAll('[data-job-url]')) {
  startJobProgress(place)
}
