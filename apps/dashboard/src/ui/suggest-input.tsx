import {
  Combobox,
  Group,
  ScrollArea,
  Text,
  TextInput,
  useCombobox,
  type TextInputProps,
} from '@mantine/core';

export interface Suggestion {
  /** Unique in its list. */
  key: string;
  /** What the option shows, and what typing narrows the list by. */
  label: string;
  /** Beside it: how often it was seen. */
  hint?: string;
  pick: () => void;
}

/** A text field that offers what was seen, and takes anything else as well. */
export function SuggestInput({
  value,
  onChange,
  suggestions,
  ...input
}: {
  value: string;
  onChange: (value: string) => void;
  suggestions: readonly Suggestion[];
} & Omit<TextInputProps, 'value' | 'onChange'>) {
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const wanted = value.trim().toLowerCase();
  const isChosen = suggestions.some(({ label }) => label.toLowerCase() === wanted);
  const shown = isChosen
    ? suggestions
    : suggestions.filter(({ label }) => label.toLowerCase().includes(wanted));
  return (
    <Combobox
      store={combobox}
      withinPortal={false}
      onOptionSubmit={(key) => {
        suggestions.find((suggestion) => suggestion.key === key)?.pick();
        combobox.closeDropdown();
      }}
    >
      <Combobox.Target withExpandedAttribute>
        <TextInput
          {...input}
          role="combobox"
          value={value}
          onChange={(event) => {
            onChange(event.currentTarget.value);
            combobox.openDropdown();
            combobox.resetSelectedOption();
          }}
          onClick={() => combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
          autoComplete="off"
          spellCheck={false}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={shown.length === 0}>
        <Combobox.Options aria-label={typeof input.label === 'string' ? input.label : input['aria-label']}>
          <ScrollArea.Autosize mah={260} type="scroll">
            {shown.map(({ key, label, hint }) => (
              <Combobox.Option key={key} value={key}>
                <Group justify="space-between" wrap="nowrap" gap="md">
                  <Text size="sm" truncate>
                    {label}
                  </Text>
                  {hint && (
                    <Text size="xs" c="dimmed" style={{ flex: 'none' }}>
                      {hint}
                    </Text>
                  )}
                </Group>
              </Combobox.Option>
            ))}
          </ScrollArea.Autosize>
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
