import { Component, type ReactNode } from 'react'

interface Props {
  readonly children: ReactNode
  /** What is shown instead. */
  readonly fallback: (retry: () => void) => ReactNode
  /** What is drawn: another one is tried anew. */
  readonly about?: unknown
}

interface State {
  readonly hasFailed: boolean
  readonly about: unknown
}

/** Keeps a fault in one part from taking the window with it. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { hasFailed: false, about: this.props.about }

  static getDerivedStateFromError() {
    return { hasFailed: true }
  }

  static getDerivedStateFromProps({ about }: Props, state: State): State | null {
    return about === state.about ? null : { hasFailed: false, about }
  }

  override componentDidCatch(error: unknown) {
    console.error('A part of the window failed', error)
  }

  override render() {
    return this.state.hasFailed
      ? this.props.fallback(() => this.setState({ hasFailed: false }))
      : this.props.children
  }
}
