@echo off
rem Starts Aloud from the folder above this file; nothing of the user's own Python may get in.
setlocal
set PYTHONPATH=
set PYTHONHOME=
set PYTHONSAFEPATH=1
set PYTHONNOUSERSITE=1
"%~dp0..\python\python.exe" -I -m app %*
