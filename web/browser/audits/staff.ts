/** Every page of the staff is looked at by axe, in the same variants as those of theatre-goers. */
import assert from 'node:assert/strict'
import { pageNames } from '../harness/routes.ts'
import { journey } from '../harness/suite.ts'
import { setScene, tourOfStaff } from '../steps/staff-tour.ts'
import { enterDesk } from '../steps/staff.ts'
import { Looker, variants } from './pages.ts'

/** The last evenings belong to other journeys. */
const firstEvening = 12

for (const [place, { name, wishes }] of variants.entries()) {
  journey(`staff pages: ${name}, every page without a finding of axe`, async (stage) => {
    const scene = await setScene(stage.house, firstEvening + place)
    const admin = await stage.visitor(wishes)
    // A round of cancellations may be of a performance that was deleted since, by another journey.
    admin.expectsRefusal(404)
    await enterDesk(admin, 'admin')
    const looker = new Looker(admin, `staff-${name}`)
    await tourOfStaff(admin, looker.look, scene)
    assert.deepEqual(looker.found, [])
    assert.deepEqual(looker.missed(pageNames(true)), [], 'pages that nobody looked at: steps/staff-tour.ts goes to each')
    stage.note(`${looker.looks} pages and states`)
  })
}
