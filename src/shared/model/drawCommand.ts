const drawCommand = /^\/image(?:\s+|$)/i

/**
 * What `/image` asks the picture model for, without the model; empty while no words follow it. Null for
 * other text.
 */
export const drawPromptOf = (text: string): string | null =>
  drawCommand.test(text) ? text.replace(drawCommand, '').trim() : null
