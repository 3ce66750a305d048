-- One kind of load for wrk: MODE is ceiling, refused, place or purchase. Every request has its own seat and the
-- next of the signed-in guests. What stays the same is put together once, for the cores are the server's too.
local mode = os.getenv("MODE")
local seat = tonumber(os.getenv("FIRST_SEAT"))
local last_seat = tonumber(os.getenv("LAST_SEAT"))
local prefer = { refused = "Prefer: handling=strict\r\n", purchase = "Prefer: wait=10\r\n" }
local tail = mode == "place" and ',"payment":{"method":"checkout"}}' or "}"
local head = "POST " .. (mode == "ceiling" and "/" or "/reservations") .. " HTTP/1.1\r\nHost: bench\r\n" ..
    "Content-Type: application/json\r\n" .. (prefer[mode] or "")

local heads = {}
for line in io.lines(os.getenv("TOKENS")) do
    heads[#heads + 1] = head .. "Authorization: Bearer " .. line .. "\r\nContent-Length: "
end

local takes_turns = mode == "place" or mode == "purchase"
local next_head = 0

function request()
    next_head = next_head % #heads + 1
    local body = '{"seatId":' .. seat .. tail
    if takes_turns and seat < last_seat then seat = seat + 1 end
    return heads[next_head] .. #body .. "\r\n\r\n" .. body
end

-- Only a purchase has to be read: wrk itself counts answers of 400 and above.
completed = 0
local threads = {}
function setup(thread) threads[#threads + 1] = thread end

if mode == "purchase" then
    function response(_, _, body)
        if string.find(body, "ReservationCompleted", 1, true) then completed = completed + 1 end
    end
end

function done(summary, latency)
    local good = summary.requests - summary.errors.status
    if mode == "ceiling" or mode == "refused" then good = summary.errors.status end
    if mode == "purchase" then
        good = 0
        for _, thread in ipairs(threads) do good = good + thread:get("completed") end
    end
    local bad = summary.requests - good
    io.write(string.format('{"good":%d,"bad":%d,"per_second":%.1f,"p50_ms":%.3f,"p99_ms":%.3f}\n', good, bad,
        good / (summary.duration / 1e6), latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
