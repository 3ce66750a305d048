#include "platform/http/tests/support.hpp"

#include "contracts/problem.hpp"
#include "platform/http/text.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <utility>

namespace boxoffice::platform::http::test {

RawClient::RawClient(std::uint16_t port)
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    constexpr timeval patience{.tv_sec = 20, .tv_usec = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
}

RawClient::~RawClient() {
    close();
}

RawClient::RawClient(RawClient&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), received_(std::move(other.received_)) {}

void RawClient::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return;  // the server has closed; what it said is what the test looks at
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

bool RawClient::read_more() {
    std::array<char, 16384> buffer;
    const auto count = ::recv(socket_, buffer.data(), buffer.size(), 0);
    if (count > 0) received_.append(buffer.data(), static_cast<std::size_t>(count));
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) ADD_FAILURE() << "nothing came";
    return count > 0;
}

std::string RawClient::read_until(std::string_view end) {
    while (received_.find(end) == std::string::npos && read_more()) {
    }
    const auto found = received_.find(end);
    const auto size = found == std::string::npos ? received_.size() : found + end.size();
    auto out = received_.substr(0, size);
    received_.erase(0, size);
    return out;
}

std::string RawClient::read_all() {
    while (read_more()) {
    }
    return std::exchange(received_, {});
}

std::string RawClient::read_response() {
    auto head = read_until("\r\n\r\n");
    std::size_t length = 0;
    const auto text = header_of(head, "Content-Length");
    std::from_chars(text.data(), text.data() + text.size(), length);
    while (received_.size() < length && read_more()) {
    }
    auto out = head + received_.substr(0, length);
    received_.erase(0, length);
    return out;
}

bool RawClient::is_closed_by_server() {
    return !read_more() && received_.empty();
}

void RawClient::close() {
    if (socket_ >= 0) ::close(std::exchange(socket_, -1));
}

void RawClient::reset() {
    constexpr linger at_once{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close();
}

int status_of(std::string_view response) {
    int status = 0;
    constexpr std::string_view version = "HTTP/1.1 ";
    if (response.starts_with(version) && response.size() > version.size() + 3) {
        std::from_chars(response.data() + version.size(), response.data() + version.size() + 3,
                        status);
    }
    return status;
}

std::string body_of(std::string_view response) {
    const auto end = response.find("\r\n\r\n");
    return end == std::string_view::npos ? std::string{} : std::string{response.substr(end + 4)};
}

std::string header_of(std::string_view response, std::string_view name) {
    auto rest = response.substr(0, response.find("\r\n\r\n"));
    while (!rest.empty()) {
        const auto end = std::min(rest.find("\r\n"), rest.size());
        const auto line = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 2, rest.size()));
        const auto colon = line.find(':');
        if (colon != std::string_view::npos && equal_ignoring_case(line.substr(0, colon), name)) {
            return std::string{trim(line.substr(colon + 1))};
        }
    }
    return "(none)";
}

void MemoryLog::write(ports::LogLevel, std::string_view message,
                      std::initializer_list<Field> fields) {
    const std::lock_guard lock{mutex_};
    text_.append(message);
    for (const auto& [name, value] : fields)
        text_.append(" ").append(name).append("=").append(value);
    text_.append("\n");
}

std::string MemoryLog::text() {
    const std::lock_guard lock{mutex_};
    return text_;
}

ports::Authenticator::Verdict TokenAuthenticator::authenticate(const ports::HttpRequest& request) {
    const auto credential = request.header("Authorization");
    using Role = ports::Principal::Role;
    if (!credential) return {};
    if (*credential == "Bearer customer")
        return {.principal = {7, Role::customer, false}, .refusal = {}};
    if (*credential == "Bearer boxoffice")
        return {.principal = {8, Role::boxoffice, false}, .refusal = {}};
    if (*credential == "Bearer admin") return {.principal = {9, Role::admin, false}, .refusal = {}};
    return {.principal = {},
            .refusal = contracts::problem_response(request, 401, "unauthenticated")};
}

Worker::Worker()
    : thread_([this] {
          std::unique_lock lock{mutex_};
          while (true) {
              changed_.wait(lock, [this] { return is_ending_ || !tasks_.empty(); });
              if (tasks_.empty()) return;
              auto task = std::move(tasks_.front());
              tasks_.pop_front();
              lock.unlock();
              task();
              task = nullptr;
              lock.lock();
          }
      }) {}

Worker::~Worker() {
    {
        const std::lock_guard lock{mutex_};
        is_ending_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void Worker::post(std::function<void()> task) {
    {
        const std::lock_guard lock{mutex_};
        tasks_.push_back(std::move(task));
    }
    changed_.notify_all();
}

ports::HttpResponse text_response(std::string body) {
    return {.status = 200,
            .headers = {{"Content-Type", "text/plain; charset=utf-8"}},
            .body = std::move(body)};
}

ports::Route route(ports::HttpMethod method, std::string pattern, ports::HttpHandler handler,
                   ports::Access access) {
    return {.method = method,
            .pattern = std::move(pattern),
            .access = access,
            .handler = std::move(handler),
            .body_bytes_max = 0};
}

void echo(ports::HttpRequest request, const ports::Responder& responder) {
    auto body =
        std::string{ports::to_text(request.method)} + " " + request.path + " " + request.body;
    responder->send(text_response(std::move(body)));
}

TestServer::TestServer(std::vector<ports::Route> routes, HttpServerOptions options)
    : server(std::move(options), authenticator, std::move(routes), log, metrics, randomness) {
    server.start();
}

std::string TestServer::exchange(std::string_view bytes) const {
    auto client = connect();
    client.send(bytes);
    return client.read_all();
}

}  // namespace boxoffice::platform::http::test
