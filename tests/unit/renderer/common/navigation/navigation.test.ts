import { beforeEach, expect, it } from 'vitest'
import { useNavigation } from '../../../../../src/renderer/common/navigation/navigation'

const navigation = () => useNavigation.getState()

beforeEach(() => useNavigation.setState(useNavigation.getInitialState(), true))

it('a page is in the main window until its entry says otherwise', () => {
  expect(navigation().window).toBe('main')
  navigation().enterWindow('quick')
  expect(navigation().window).toBe('quick')
})

it('each conversation that is opened is another visit, the same one is not', () => {
  navigation().openConversation('a')
  const first = navigation().visit
  navigation().openConversation('a', { messageId: 'm' })
  expect(navigation().visit).toBe(first)
  expect(navigation().target).toEqual({ messageId: 'm' })
  navigation().openConversation('b')
  expect(navigation().visit).toBe(first + 1)
  expect(navigation().target).toBeNull()
})

it('a new conversation that gets its id stays the same visit', () => {
  navigation().startConversation()
  const { visit, composerFocus } = navigation()
  expect(composerFocus).toBe(1)
  navigation().adoptConversation('a')
  expect(navigation()).toMatchObject({ conversationId: 'a', visit })
})

it('only the conversation that is shown can go', () => {
  navigation().openConversation('a')
  navigation().conversationGone('b')
  expect(navigation().conversationId).toBe('a')
  navigation().conversationGone('a')
  expect(navigation().conversationId).toBeNull()
})

it('opening a conversation leaves the gallery and closes the drawer', () => {
  navigation().openGallery()
  navigation().setDrawer(true)
  navigation().openConversation('a')
  expect(navigation()).toMatchObject({ view: 'chat', isDrawerOpen: false })
})

it('an image’s neighbours are those of the shown conversation, unless it says among which', () => {
  navigation().openConversation('a')
  navigation().openImage('p', 'A lighthouse')
  expect(navigation().dialog).toEqual({
    type: 'image',
    pictureId: 'p',
    prompt: 'A lighthouse',
    among: { conversationId: 'a' },
  })
  navigation().openImage('p', 'A lighthouse', {})
  expect(navigation().dialog).toMatchObject({ among: {} })
})

it('a dictation field that leaves late does not take away the one that came after it', () => {
  const target = () => ({ field: () => null, send: async () => {}, choices: () => ({}) })
  const [older, newer] = [target(), target()]
  const leaveOlder = navigation().setDictationTarget(older)
  const leaveNewer = navigation().setDictationTarget(newer)
  leaveOlder()
  expect(navigation().dictationTarget).toBe(newer)
  leaveNewer()
  expect(navigation().dictationTarget).toBeNull()
})
