# Build dist\lvze and, where Inno Setup 6 is installed, the set-up program. Unverified: written without a Windows computer.
$ErrorActionPreference = "Stop"
Set-Location (Join-Path $PSScriptRoot "..\..")
if (-not (Test-Path .venv)) { py -3.11 -m venv .venv }
$source = @()
if ($env:LVZE_WHEELHOUSE) { $source = @("--no-index", "--find-links", $env:LVZE_WHEELHOUSE) }
& .venv\Scripts\python -m pip install -q --require-hashes -r requirements.lock @source
& .venv\Scripts\python -m pip install -q --no-deps --no-build-isolation -e . @source
& .venv\Scripts\python -m pip install -q "pyinstaller>=6.11,<7" @source
$env:SBK_EMBED = "0"
& .venv\Scripts\python -m PyInstaller --noconfirm --log-level ERROR --distpath dist --workpath build installer\lvze.spec
$version = (& dist\lvze\lvze.exe --version).Split(" ")[1]
$inno = "${env:ProgramFiles(x86)}\Inno Setup 6\ISCC.exe"
if (Test-Path $inno) { & $inno "/DVersion=$version" installer\windows\lvze.iss }
