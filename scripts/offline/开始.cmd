@echo off
rem Finds a Python that the wheels fit; start.py does the rest.
set found=
for %%v in (3.11 3.12 3.13) do py -%%v -c "" >nul 2>nul && set found=%%v
if defined found goto run
echo 64-bit Python 3.11, 3.12 or 3.13 is needed: see README.txt
start "" notepad.exe "%~dp0README.txt"
pause
exit /b 1
:run
py -%found% "%~dp0start.py" %*
if errorlevel 1 pause
