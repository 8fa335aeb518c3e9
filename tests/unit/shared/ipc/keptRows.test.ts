import type * as kept from '@shared/ipc/keptRows'
import type { Conversation, ConversationChoices, Folder } from '@shared/model/conversation'
import type { Message, Part, Usage } from '@shared/model/message'
import type { Picture } from '@shared/model/picture'
import type { PictureDetails, PictureOptions } from '@shared/model/pictureOptions'
import { expectTypeOf, test } from 'vitest'
import type { z } from 'zod'

/** All names of all members of a union. */
type Names<T> = T extends unknown ? keyof T : never

test('what is checked is what there is: a new field of a row is not left out by its check', () => {
  expectTypeOf<Names<z.output<typeof kept.message>>>().toEqualTypeOf<Names<Message>>()
  expectTypeOf<Names<z.output<typeof kept.part>>>().toEqualTypeOf<Names<Part>>()
  expectTypeOf<z.output<typeof kept.part>['type']>().toEqualTypeOf<Part['type']>()
  expectTypeOf<Names<z.output<typeof kept.usage>>>().toEqualTypeOf<Names<Usage>>()
  expectTypeOf<Names<z.output<typeof kept.conversation>>>().toEqualTypeOf<
    // What is temporary is never kept.
    Exclude<Names<Conversation>, 'isTemporary'>
  >()
  expectTypeOf<Names<z.output<typeof kept.conversation>['choices']>>().toEqualTypeOf<
    Names<ConversationChoices>
  >()
  expectTypeOf<Names<z.output<typeof kept.folder>>>().toEqualTypeOf<Names<Folder>>()
  expectTypeOf<Names<z.output<typeof kept.picture>>>().toEqualTypeOf<Names<Picture>>()
  expectTypeOf<Names<z.output<typeof kept.pictureDetails>>>().toEqualTypeOf<Names<PictureDetails>>()
  expectTypeOf<Names<NonNullable<z.output<typeof kept.queue>[number]['wish']>>>().toEqualTypeOf<
    Names<PictureOptions>
  >()
})
