#!/usr/bin/env bash
# Example asio: a service on one io_context, whose operators are coroutines of Boost.Asio
# Builds: asio_service
set -euo pipefail

echo "A client orders over TCP. The second order is refused; the third is the first once more, and is not charged twice."
"$BATON_EXAMPLES/asio_service" | tee /dev/stderr | grep -c . | grep -qx 4
