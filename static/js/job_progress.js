// Follows a job and says when it is done.
//
//   <div data-job-url="…" data-job-done-url="…"> <p data-job-stage> <progress> </div>
//
// Asks each second for {state, stage, reason}. When the job is done the page is loaded anew (or the
// address in data-job-done-url is opened); when it failed the page is loaded anew as well, as it
// holds the reason and the button that tries again. It is loaded anew, too, when the job is not
// this reader's any more: somebody else asked for the same since, and the page says so. The stage is
// announced, the seconds are not.

const EACH = 1000
const SLOWER = 5000
const ENDED = new Set(['done', 'failed', 'parked'])

export function startJobProgress(place) {
  const line = place.querySelector('[data-job-stage]')
  let silent = 0

  async function ask() {
    try {
      const response = await fetch(place.dataset.jobUrl, {
        credentials: 'same-origin',
        headers: { Accept: 'application/json' }
      })
      if (response.status === 404) return window.location.reload()
      if (!response.ok || response.redirected) throw new Error(`answered ${response.status}`)
      const job = await response.json()
      silent = 0
      if (ENDED.has(job.state)) return leave(job)
      say(job.stage)
    } catch {
      silent += 1
      if (silent === 3) say('No answer from the server. The work goes on; this page keeps asking')
    }
    setTimeout(ask, silent ? SLOWER : EACH)
  }

  function say(stage) {
    if (stage && line.textContent !== stage) line.textContent = stage
  }

  function leave(job) {
    say(job.state === 'done' ? 'Done' : job.reason)
    const address = job.url || place.dataset.jobDoneUrl
    if (job.state === 'done' && address) window.location.assign(address)
    else window.location.reload()
  }

  setTimeout(ask, EACH)
}
