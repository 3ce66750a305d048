// Readies libsodium. Every constructor of this room that needs it calls this first.
#pragma once

namespace boxoffice::platform {

/// Idempotent and safe from any thread.
/// @throws base::InfrastructureFault when the operating system offers no randomness.
void ready_cryptography();

}  // namespace boxoffice::platform
