; electron-builder writes no protocol into the registry of Windows. SHELL_CONTEXT is the person's own part of it, or the
; machine's when Sessiondeck is installed for everybody. The app sets the same value when it starts.
!macro customInstall
  WriteRegStr SHELL_CONTEXT "Software\Classes\sessiondeck" "" "URL:sessiondeck"
  WriteRegStr SHELL_CONTEXT "Software\Classes\sessiondeck" "URL Protocol" ""
  WriteRegStr SHELL_CONTEXT "Software\Classes\sessiondeck\DefaultIcon" "" "$appExe,0"
  WriteRegStr SHELL_CONTEXT "Software\Classes\sessiondeck\shell\open\command" "" '"$appExe" "%1"'
!macroend

!macro customUnInstall
  ; An update uninstalls the older version first: what was registered stays.
  ${ifNot} ${isUpdated}
    DeleteRegKey SHELL_CONTEXT "Software\Classes\sessiondeck"
  ${endIf}
!macroend
