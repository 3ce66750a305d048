// A disk that fails when it is told to, for the tests of this room.
#pragma once

#include "base/fault.hpp"
#include "platform/bus/log_files.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string_view>
#include <utility>

namespace boxoffice::platform {

/// A disk with `bytes_left` of room, names for so many new files, and a number of syncs that
/// succeed; they cost nothing here.
struct Disk {
    std::size_t bytes_left = SIZE_MAX;
    int names_left = 1'000'000;
    int syncs_left = 1'000'000;
    bool can_cut = true;
    std::function<void()> before_cut{};
};

class FailingFile final : public AppendFile {
  public:
    FailingFile(std::unique_ptr<AppendFile> file, Disk& disk)
        : file_(std::move(file)), disk_(disk) {}
    void append(std::string_view bytes) override {
        const auto part = std::min(bytes.size(), disk_.bytes_left);
        if (disk_.bytes_left != SIZE_MAX) disk_.bytes_left -= part;
        file_->append(bytes.substr(0, part));
        if (part < bytes.size())
            throw base::InfrastructureFault("the disk is full", base::Retry::yes);
    }
    void cut(std::uint64_t length) override {
        if (disk_.before_cut) disk_.before_cut();
        if (!disk_.can_cut) throw base::InfrastructureFault("the cut failed", base::Retry::no);
        file_->cut(length);
    }
    void sync() override {
        if (disk_.syncs_left-- <= 0)
            throw base::InfrastructureFault("the sync failed", base::Retry::no);
    }

  private:
    std::unique_ptr<AppendFile> file_;
    Disk& disk_;
};

class FailingFiles final : public LogFiles {
  public:
    explicit FailingFiles(Disk& disk) : disk_(disk) {}
    std::unique_ptr<AppendFile> open_append(const std::filesystem::path& path) override {
        if (!std::filesystem::exists(path) && disk_.names_left-- <= 0)
            throw base::InfrastructureFault("no room for a name", base::Retry::yes);
        return std::make_unique<FailingFile>(files_->open_append(path), disk_);
    }
    void sync_directory(const std::filesystem::path&) override {}

  private:
    std::unique_ptr<LogFiles> files_ = make_system_files();
    Disk& disk_;
};

}  // namespace boxoffice::platform
