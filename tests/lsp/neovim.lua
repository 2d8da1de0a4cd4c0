-- Opens an article in Neovim with the server of this repository, and writes what Neovim then knows as JSON.
-- Run by tests/lsp/neovim.rs with FACTLOOM (the binary), SITE (a folder) and OUT (the file to write) set.

local site, out = vim.env.SITE, {}
vim.o.hidden = true

local function finish()
  local file = assert(io.open(vim.env.OUT, 'w'))
  file:write(vim.fn.json_encode(out))
  file:close()
  vim.cmd('qa!')
end

local function try(work)
  local ok, message = pcall(work)
  if not ok then
    out.error = tostring(message)
    finish()
  end
end

local function start()
  local config = { name = 'factloom', cmd = { vim.env.FACTLOOM, 'lsp' }, root_dir = site }
  if vim.lsp.start then
    return vim.lsp.start(config)
  end
  -- Neovim before 0.8.
  local id = vim.lsp.start_client(config)
  vim.lsp.buf_attach_client(0, id)
  return id
end

local function open(path, line, column)
  vim.cmd('edit ' .. vim.fn.fnameescape(site .. '/' .. path))
  vim.api.nvim_win_set_cursor(0, { line, column })
end

local function ask(client, method, more)
  local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
  local answers = vim.lsp.buf_request_sync(0, method, vim.tbl_extend('force', params, more or {}), 30000)
  for _, answer in pairs(answers or {}) do
    local failed = answer.err or answer.error
    if failed then error(method .. ': ' .. vim.inspect(failed)) end
    return answer.result
  end
  error(method .. ' was not answered')
end

local function diagnostics()
  local list = {}
  for _, it in ipairs(vim.diagnostic.get(0)) do
    table.insert(list, { line = it.lnum, column = it.col, last = it.end_col, code = it.code, message = it.message })
  end
  return list
end

try(function()
  open('content/why.md', 9, 0)
  local id = assert(start(), 'the server does not start')
  assert(vim.wait(30000, function()
    local client = vim.lsp.get_client_by_id(id)
    return client and client.initialized ~= nil and #vim.diagnostic.get(0) > 0
  end), 'no diagnostics came')
  local client = vim.lsp.get_client_by_id(id)
  out.encoding = client.offset_encoding
  out.before = diagnostics()

  -- Mend it in the buffer, without writing it.
  local line = vim.api.nvim_get_current_line()
  vim.api.nvim_set_current_line((line:gsub('%[1,000%]', '[nearly 1,000]')))
  assert(vim.wait(30000, function() return #vim.diagnostic.get(0) == 0 end), 'the diagnostics stay')

  -- Completion behind what was typed.
  vim.api.nvim_buf_set_lines(0, -1, -1, false, { '制裁🙂 [x](fact:withd' })
  vim.api.nvim_win_set_cursor(0, { vim.api.nvim_buf_line_count(0), 0 })
  local text = vim.api.nvim_get_current_line()
  local _, utf16 = vim.str_utfindex(text)
  local completion = ask(client, 'textDocument/completion', {
    position = {
      line = vim.api.nvim_buf_line_count(0) - 1,
      character = client.offset_encoding == 'utf-8' and #text or utf16,
    },
  })
  out.completion = completion.items[1]
  vim.cmd('normal! dd')

  -- Hover and definition on the link.
  vim.api.nvim_win_set_cursor(0, { 9, 0 })
  vim.fn.search('fact:russia')
  out.hover = ask(client, 'textDocument/hover').contents.value
  local place = ask(client, 'textDocument/definition')
  out.definition = { uri = place.uri, line = place.range.start.line }

  -- Rename the source from its citation; every file is changed in its buffer.
  vim.fn.search('@epoch')
  vim.cmd('normal! l')
  local edit = ask(client, 'textDocument/rename', { newName = 'epoch-2022' })
  vim.lsp.util.apply_workspace_edit(edit, client.offset_encoding)
  out.article = table.concat(vim.api.nvim_buf_get_lines(vim.fn.bufnr(site .. '/content/why.md'), 0, -1, false), '\n')
  out.sheet = table.concat(vim.api.nvim_buf_get_lines(vim.fn.bufnr(site .. '/content/facts/russia-sanctions.yml'), 0, -1, false), '\n')
  finish()
end)
