// The beginning of the moderators' page: the address says who may read.
import { render } from 'preact'
import { DocketClient } from './docketClient.ts'
import { DocketPage } from './docketPage.tsx'
import { ReportDocket } from './reportDocket.ts'

const docket = new ReportDocket(new DocketClient(location.hash.slice(1)))
// Somebody who came without the whole address puts it in afterwards.
addEventListener('hashchange', () => location.reload())
docket.watch()
const root = document.getElementById('moderation')
if (root !== null) render(<DocketPage docket={docket} />, root)
