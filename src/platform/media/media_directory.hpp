// Pictures as files of one directory, which any number of processes write to and read from.
#pragma once

#include "ports/media_store.hpp"

#include <filesystem>

namespace boxoffice::platform {

/// A file is written under another name, synced, and then takes its own in one step: on one machine
/// and on shared file systems with POSIX renames (NFS, CephFS, Azure Files by NFS) nobody ever
/// reads a part. A name is the SHA-256 of the content, so that two writers of the same name write
/// the same.
class MediaDirectory final : public ports::MediaStore {
  public:
    /// Makes the directory at the first put().
    explicit MediaDirectory(std::filesystem::path directory) : directory_(std::move(directory)) {}

    [[nodiscard]] std::string put(std::string_view bytes, ports::PictureType type) override;
    [[nodiscard]] std::optional<std::string> get(std::string_view name) override;

  private:
    std::filesystem::path directory_;
};

}  // namespace boxoffice::platform
