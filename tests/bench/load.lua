-- Requests for wrk, made before the clock starts: a template in which every %ID% becomes a random record's id.
-- Arguments: seed, method, path, file of the body ("" for none), file of the headers, prefix of ids, first, count.
-- Prints one line of JSON at the end; latencies are in microseconds.
local POOL = 4096
local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

local function read(path)
  if path == "" then return nil end
  local file = assert(io.open(path, "rb"))
  local text = file:read("*a")
  file:close()
  return text
end

function init(args)
  local seed, method, path, body_file, header_file, prefix, first, count = unpack(args)
  math.randomseed(tonumber(seed) * 1000 + number)
  local body = read(body_file)
  local headers = {}
  for name, value in read(header_file):gmatch("([^:\n]+): ([^\n]*)") do headers[name] = value end
  local function id()
    return prefix .. string.format("%012.0f", tonumber(first) + math.random(0, tonumber(count) - 1))
  end
  requests = {}
  for index = 1, POOL do
    requests[index] = wrk.format(method, path:gsub("%%ID%%", id), headers, body and body:gsub("%%ID%%", id))
  end
end

function request()
  return requests[math.random(POOL)]
end

function done(summary, latency, _)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests": %d, "seconds": %.6f, "refused": %d, "broken": %d, "p50": %d, "p99": %d, "p999": %d, "max": %d}\n',
    summary.requests, summary.duration / 1e6, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50), latency:percentile(99), latency:percentile(99.9), latency.max))
end
