#!/usr/bin/env bash
# Example payment: a payment as a pure machine, run directly and by the engine, against a card processor
# Builds: baton payment_direct payment_durable payment_fake_processor
#
# Payments by hand against a card processor that is not there: one small, one that needs verification, one declined; and
# one that the engine runs, with its history.
#
#   run.sh [SEED]      with a seed, the line to the processor is bad
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
programs="${BATON_EXAMPLES:-$here/../../build/release/bin}"
data="$(mktemp -d "${TMPDIR:-/tmp}/payments.XXXXXX")"

export PAYMENT_PROCESSOR_KEY=secret
coproc processor { exec "$programs/payment_fake_processor" "$PAYMENT_PROCESSOR_KEY" ${1:+"$1"}; }
# The ledger is read from a copy: bash closes its own descriptor once the processor has ended.
# shellcheck disable=SC2154  # coproc sets processor and processor_PID
exec {ledger}<&"${processor[0]}"
hang_up="${processor[1]}" pid="$processor_PID"
read -r PAYMENT_PROCESSOR_URL <&"$ledger"
export PAYMENT_PROCESSOR_URL

payment() {
  echo "\$ payment_direct $*"
  "$programs/payment_direct" "$data/payments.db" "$@"
}
payment request tea 49.90 EUR card_ok
payment process tea
payment request samovar 12500.00 EUR card_ok
payment process samovar
payment verify samovar
payment refund samovar
payment request kettle 39.00 USD card_insufficient_funds
payment process kettle

for arguments in "request lamp 89.00 EUR card_ok" "process lamp"; do
  echo "\$ payment_durable $arguments"
  # shellcheck disable=SC2086  # the words are arguments
  "$programs/payment_durable" "$data/engine.db" $arguments
done
echo "\$ baton history lamp"
"$programs/baton" history lamp --store "sqlite:$data/engine.db"

echo
echo "The processor's books:"
exec {hang_up}>&-
cat <&"$ledger"
wait "$pid"
