#!/usr/bin/env bash
# Example checkout: from the cart to the confirmed order, in memory; what was done is undone when a later step fails
# Builds: checkout
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
exec "${BATON_EXAMPLES:-$here/../../build/release/bin}/checkout" "$@"
