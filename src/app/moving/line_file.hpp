// Files of lines that know their checksum: what an export writes and an import reads.
#pragma once

#include "platform/crypto/sha256_stream.hpp"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <string_view>

namespace boxoffice::app {

struct LineFileSum {
    std::int64_t lines = 0;
    std::string sha256;  ///< as `sha256sum` prints it

    friend bool operator==(const LineFileSum&, const LineFileSum&) = default;
};

/// Counts and hashes lines; writes them when it has a file.
class LineWriter {
  public:
    /// Counts and hashes only.
    LineWriter() = default;
    /// A new file for its owner alone (0600).
    /// @throws base::InfrastructureFault when it cannot be written.
    explicit LineWriter(const std::filesystem::path& path);

    void add(std::string line);
    /// Once, at the end: what was written is on the disk.
    /// @throws base::InfrastructureFault when it is not.
    [[nodiscard]] LineFileSum finish();

  private:
    std::filesystem::path path_;
    std::ofstream file_;
    platform::Sha256Stream hash_;
    std::int64_t lines_ = 0;
};

/// Every line without its end, in order. @return the sum of what was read.
/// @throws base::InfrastructureFault when the file cannot be read to its end.
LineFileSum read_lines(const std::filesystem::path& path,
                       const std::function<void(std::string_view)>& take);

}  // namespace boxoffice::app
