/** Every page of the staff is looked at by axe, in the same variants as those of theatre-goers. */
import assert from 'node:assert/strict'
import { journey } from '../harness/suite.ts'
import { enterDesk } from '../steps/staff.ts'
import { lookBy, variants } from './pages.ts'

const paths = [
  '/staff', '/staff/sales', '/staff/sales?performance=1', '/staff/musicals', '/staff/musicals/1', '/staff/musicals/new', '/staff/performances',
  '/staff/performances?musical=1', '/staff/performances/new?musical=1', '/staff/performances/1', '/staff/performances/1/seats', '/staff/halls',
  '/staff/halls/1', '/staff/reservations', '/staff/door', '/staff/attention', '/staff/close', '/staff/cancellations', '/staff/accounts',
]

for (const { name, wishes } of variants) {
  journey(`staff pages: ${name}, every page without a finding of axe`, async (stage) => {
    const admin = await stage.visitor(wishes)
    // A round of cancellations may be of a performance that was deleted since, by another journey.
    admin.expectsRefusal(404)
    await enterDesk(admin, 'admin')
    const found: string[] = []
    const look = lookBy(admin, `staff-${name}`, found)
    for (const path of paths) {
      await admin.goTo(path)
      await look(path.slice(1).replaceAll(/\W+/g, '-'))
    }
    assert.deepEqual(found, [])
    stage.note(`${paths.length} pages`)
  })
}
