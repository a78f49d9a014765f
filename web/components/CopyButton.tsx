import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './Button.tsx';

export function CopyButton({ text }: { text: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  const label = t(copied ? 'action.copied' : 'action.copy');
  const Icon = copied ? Check : Copy;
  return (
    <Button
      icon
      small
      variant="ghost"
      aria-label={label}
      title={label}
      onClick={() => void copy()}
      onBlur={() => setCopied(false)}
    >
      <Icon aria-hidden className="size-3.5" />
    </Button>
  );
}
