// The beginning of the moderators' page: the address says who may read.
import { render } from 'preact'
import { DeskClient } from './deskClient.ts'
import { DeskPage } from './deskPage.tsx'
import { ReportDesk } from './reportDesk.ts'

const desk = new ReportDesk(new DeskClient(location.hash.slice(1)))
// Somebody who came without the whole address puts it in afterwards.
addEventListener('hashchange', () => location.reload())
desk.watch()
const root = document.getElementById('moderation')
if (root !== null) render(<DeskPage desk={desk} />, root)
