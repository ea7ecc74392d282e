// Draws a component anew only where something that it is given is another.
import { Component, type ComponentChild, type FunctionComponent } from 'preact'

export const memo = <Props extends object>(Drawn: FunctionComponent<Props>) =>
  class extends Component<Props> {
    override shouldComponentUpdate(next: Props): boolean {
      return !isSame(this.props, next)
    }

    override render(): ComponentChild {
      return <Drawn {...(this.props as Props)} />
    }
  }

const isSame = <Props extends object>(one: Props, other: Props): boolean => {
  const names = Object.keys(other) as (keyof Props)[]
  return (
    names.length === Object.keys(one).length &&
    names.every((name) => Object.is(one[name], other[name]))
  )
}
