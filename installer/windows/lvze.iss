; Inno Setup 6: a per-user set-up program of dist\lvze (windows\build.ps1). Unverified: never compiled nor run.
#ifndef Version
  #define Version "0.1.0"
#endif
[Setup]
AppId={{6E0B4C1A-6C1D-4F0E-9B0C-3D5B8F2A71C4}
AppName=履责台
AppVersion={#Version}
AppPublisher=lvze
DefaultDirName={autopf}\lvze
DefaultGroupName=履责台
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
SetupIconFile=..\..\resources\icons\app.ico
OutputDir=..\..\dist
OutputBaseFilename=lvze-{#Version}-setup
Compression=lzma2/max
SolidCompression=yes
LicenseFile=..\..\LICENSE
CloseApplications=yes
[Languages]
; ChineseSimplified.isl is an unofficial translation; put it beside the compiler's Default.isl
Name: "zh"; MessagesFile: "compiler:Languages\ChineseSimplified.isl"
[Files]
Source: "..\..\dist\lvze\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion
[Icons]
Name: "{group}\履责台"; Filename: "{app}\lvze.exe"
Name: "{autodesktop}\履责台"; Filename: "{app}\lvze.exe"; Tasks: desktop
[Tasks]
Name: desktop; Description: "在桌面上放一个图标"
[Run]
Filename: "{app}\lvze.exe"; Description: "打开履责台"; Flags: postinstall nowait skipifsilent
; Data under the user's profile are never removed by uninstalling.
