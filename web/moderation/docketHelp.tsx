// Every key of the moderators' page, in a dialogue.
import { useClosing, useModal } from '../modal.ts'
import { docketKeys } from './docketKeys.ts'

export const DocketHelp = ({ close }: { close: () => void }) => {
  const dialog = useModal()
  const closing = useClosing(dialog, close)
  return (
    <dialog ref={dialog} class="question" aria-labelledby="help-heading" {...closing}>
      <h2 id="help-heading">Keys</h2>
      <dl class="docket-keys">
        {docketKeys.map(({ shown, does }) => (
          <div key={shown}>
            <dt>
              {shown.split(' ').map((each) => (
                <kbd key={each}>{each}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <p>
        Nothing of this is stored here. Reports are erased once they are decided, or when their time
        is over.
      </p>
      <div class="actions">
        <button type="button" class="button" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </div>
    </dialog>
  )
}
