import type { Settings } from '@shared/model/settings'
import { RoleEngineField } from '../../common/fields/RoleEngineField'
import { RoleModelField } from '../../common/fields/RoleModelField'
import { SettingsGroup } from '../../common/fields/SettingsGroup'
import { useUpdate } from '../../common/fields/useUpdate'

/** Who draws. Size and quality are chosen where a picture is asked for. */
export const PictureSettings = ({ settings }: { readonly settings: Settings }) => {
  const { update, error } = useUpdate()
  return (
    <SettingsGroup section="pictures" title="Pictures" error={error}>
      <RoleEngineField
        id="picture-engine"
        label="Picture engine"
        does="picture"
        settings={settings}
        value={settings.pictureEngineId}
        more="What a picture shall show is sent there, and what it takes is charged there."
        onChange={(pictureEngineId) => update({ pictureEngineId, pictureModel: null })}
      />
      <RoleModelField
        id="drawn-by"
        label="Drawn by"
        hint="A picture model of that engine. Empty: the usual one."
        does="picture"
        settings={settings}
        value={settings.pictureModel}
        onChange={(pictureModel) => update({ pictureModel })}
      />
    </SettingsGroup>
  )
}
