#include "platform/mail/maildir_mailer.hpp"

#include "base/fault.hpp"
#include "platform/files/file_descriptor.hpp"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace boxoffice::platform {
namespace {

using Fault = std::optional<ports::MailFault>;

Fault system_fault(const char* action, const std::filesystem::path& path) {
    const auto reason = std::generic_category().message(errno);
    return ports::MailFault{.reason = std::string{"cannot "} + action + ' ' + path.string() + ": " +
                                      reason};
}

Fault write_file(const std::filesystem::path& path, std::string_view text,
                 MailDurability durability) {
    // A half-written file of the same name is left from a crash: written over, not complained
    // about.
    const FileDescriptor file{
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR)};
    if (!file.is_open()) return system_fault("create", path);
    if (!write_all(file.value(), text)) return system_fault("write", path);
    const bool sync = durability == MailDurability::power_cut;
    if (sync && ::fsync(file.value()) != 0) return system_fault("sync", path);
    return std::nullopt;
}

}  // namespace

MaildirMailer::MaildirMailer(std::filesystem::path directory, Sender sender,
                             const base::Clock& clock, MailDurability durability)
    : directory_(std::move(directory)),
      sender_(std::move(sender)),
      clock_(clock),
      durability_(durability) {
    require_sender(sender_);
    for (const auto* part : {"tmp", "new", "cur"}) {
        std::error_code failed;
        std::filesystem::create_directories(directory_ / part, failed);
        if (!failed) continue;
        throw base::InfrastructureFault(
            "cannot make the Maildir " + directory_.string() + ": " + failed.message(),
            base::Retry::no);
    }
}

void MaildirMailer::send(ports::Mail mail, std::function<void(Fault)> done) {
    const auto message = format_message(mail, sender_, clock_.now(), Transfer::file);
    if (!message) return done(ports::MailFault{.reason = message.error(), .is_permanent = true});
    const auto name = safe_name(mail.deduplication_id) + ".boxoffice";
    const auto written = directory_ / "tmp" / name;
    const auto ready = directory_ / "new" / name;
    if (auto fault = write_file(written, *message, durability_)) return done(std::move(fault));
    if (::rename(written.c_str(), ready.c_str()) != 0)
        return done(system_fault("rename to", ready));
    const bool sync = durability_ == MailDurability::power_cut;
    if (sync && !sync_directory(directory_ / "new"))
        return done(system_fault("sync", directory_ / "new"));
    done(std::nullopt);
}

}  // namespace boxoffice::platform
