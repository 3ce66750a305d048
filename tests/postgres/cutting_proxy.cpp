#include "postgres/cutting_proxy.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <poll.h>
#include <stdexcept>
#include <string_view>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>

namespace boxoffice::real_server {
namespace {

std::filesystem::path socket_path(const std::filesystem::path& directory, int port) {
    return directory / (".s.PGSQL." + std::to_string(port));
}

sockaddr_un address_of(const std::filesystem::path& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const auto text = path.string();
    if (text.size() >= sizeof address.sun_path) throw std::runtime_error("a socket's path is long");
    std::copy(text.begin(), text.end(), std::begin(address.sun_path));
    return address;
}

bool write_all(int socket, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

/// Empty at the end of the connection.
std::string read_some(int socket) {
    std::array<char, 65'536> buffer{};
    const auto size = ::recv(socket, buffer.data(), buffer.size(), 0);
    return size > 0 ? std::string(buffer.data(), static_cast<std::size_t>(size)) : std::string{};
}

}  // namespace

CuttingProxy::CuttingProxy(const std::filesystem::path& directory)
    : server_socket_(socket_path(directory, 5432)), own_socket_(socket_path(directory, port)) {
    listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto address = address_of(own_socket_);
    ::unlink(own_socket_.c_str());
    const auto* generic = reinterpret_cast<const sockaddr*>(&address);
    if (listener_ < 0 || ::bind(listener_, generic, sizeof address) != 0 ||
        ::listen(listener_, 16) != 0 || ::socketpair(AF_UNIX, SOCK_STREAM, 0, wake_) != 0) {
        throw std::runtime_error("the proxy has no socket");
    }
    thread_ = std::thread([this] { work(); });
}

CuttingProxy::~CuttingProxy() {
    {
        const std::lock_guard lock{mutex_};
        is_ending_ = true;
    }
    (void)write_all(wake_[0], "e");
    thread_.join();
    for (const int open : {listener_, wake_[0], wake_[1]}) ::close(open);
    ::unlink(own_socket_.c_str());
}

void CuttingProxy::next(const std::string& word, Fate fate) {
    const std::lock_guard lock{mutex_};
    word_ = word;
    fate_ = fate;
}

void CuttingProxy::cut_all() {
    {
        const std::lock_guard lock{mutex_};
        must_cut_ = true;
    }
    (void)write_all(wake_[0], "c");
}

CuttingProxy::Fate CuttingProxy::fate_of(std::string_view bytes) {
    const std::lock_guard lock{mutex_};
    const bool is_meant = fate_ != Fate::passes && bytes.find(word_) != std::string_view::npos;
    return is_meant ? std::exchange(fate_, Fate::passes) : Fate::passes;
}

void CuttingProxy::accept_one() {
    Line line;
    line.client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    line.server = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto address = address_of(server_socket_);
    if (::connect(line.server, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        ::close(line.client);
        ::close(line.server);
        return;
    }
    ++connections_;
    lines_.push_back(line);
}

bool CuttingProxy::forward_request(Line& line) {
    const auto bytes = read_some(line.client);
    if (bytes.empty()) return false;
    switch (fate_of(bytes)) {
        case Fate::passes:
            break;
        case Fate::cut_before:
            return false;
        case Fate::cut_after:
            line.is_last_answer = true;
            break;
        case Fate::silent:
            line.is_silent = true;
            return true;
    }
    return line.is_silent || write_all(line.server, bytes);
}

bool CuttingProxy::forward_answer(Line& line) {
    const auto bytes = read_some(line.server);
    if (bytes.empty() || line.is_last_answer) return false;
    return line.is_silent || write_all(line.client, bytes);
}

void CuttingProxy::work() {
    for (;;) {
        std::vector<pollfd> sockets{{listener_, POLLIN, 0}, {wake_[1], POLLIN, 0}};
        for (const auto& line : lines_) {
            sockets.push_back({line.client, POLLIN, 0});
            sockets.push_back({line.server, POLLIN, 0});
        }
        if (::poll(sockets.data(), sockets.size(), -1) < 0) continue;
        bool must_cut = false;
        if (sockets[1].revents != 0) {
            (void)read_some(wake_[1]);
            const std::lock_guard lock{mutex_};
            must_cut = is_ending_ || std::exchange(must_cut_, false);
        }
        for (std::size_t i = lines_.size(); i-- > 0;) {
            auto& line = lines_[i];
            const bool lives = !must_cut &&
                               (sockets[2 + 2 * i].revents == 0 || forward_request(line)) &&
                               (sockets[3 + 2 * i].revents == 0 || forward_answer(line));
            if (lives) continue;
            ::close(line.client);
            ::close(line.server);
            lines_.erase(lines_.begin() + static_cast<std::ptrdiff_t>(i));
        }
        if (sockets[0].revents != 0) accept_one();
        const std::lock_guard lock{mutex_};
        if (is_ending_) break;
    }
    for (const auto& line : lines_) {
        ::close(line.client);
        ::close(line.server);
    }
}

}  // namespace boxoffice::real_server
