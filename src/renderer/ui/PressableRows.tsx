import type { CustomContainerComponentProps } from 'virtua'

/**
 * The rows of a virtual list, which would ignore the pointer while they scroll: a list that follows an answer
 * scrolls all the time, and a click whose press or release falls into that would be lost.
 */
export const PressableRows = ({ ref, style, children }: CustomContainerComponentProps) => (
  <div ref={ref} style={{ ...style, pointerEvents: undefined }}>
    {children}
  </div>
)
